using System.Text;
using CinemaCx.Seats;
using CsCheck;
using Xunit;

namespace CinemaCx.Tests.Seats;

public class TheLiveState
{
    [Fact]
    public void One_letter_stands_for_each_seat_in_plan_order()
    {
        var hall = DrawnHall.Of("..x\nb. .");
        hall.Live[hall.Plan.IndexOf("B2")] = SeatState.Mine;

        Assert.Equal("..xbm.", LiveSeats.Encode(hall.Live));
    }

    [Fact]
    public void A_hall_of_300_seats_fits_in_a_kilobyte()
    {
        var hall = DrawnHall.Rectangle(15, 20);
        var body = new byte[hall.Plan.Count];

        LiveSeats.Encode(hall.Live, body);

        Assert.Equal(300, body.Length);
        Assert.Equal(LiveSeats.Encode(hall.Live), Encoding.ASCII.GetString(body));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Gen.Enum<SeatState>().Array[0, 400].Sample(states =>
        {
            var text = LiveSeats.Encode(states);
            Assert.Equal(states.Length, Encoding.UTF8.GetByteCount(text));
            Assert.Equal(states, LiveSeats.Decode(text));
        });
    }

    [Fact]
    public void Another_letter_is_no_state()
    {
        Assert.Throws<FormatException>(() => LiveSeats.Decode("..?"));
    }
}
