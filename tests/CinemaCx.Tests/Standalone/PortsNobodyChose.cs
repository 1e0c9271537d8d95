using System.Net;
using System.Net.Sockets;
using CinemaCx.Standalone;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CinemaCx.Tests.Standalone;

/// <summary>The platforms are told of a door before it opens, and until it does nobody else may come to live there.</summary>
public sealed class PortsNobodyChose
{
    [Fact]
    public async Task It_is_the_doors_from_the_start_and_who_knocks_early_is_let_in()
    {
        using var port = DoorPort.Of("127.0.0.1", 0);
        using (var another = new TcpListener(IPAddress.Loopback, port.Number)) Assert.Throws<SocketException>(another.Start);
        using var http = new HttpClient();
        var early = http.GetStringAsync(port.Url);

        await using var door = await OpenAsync(port);

        Assert.Equal("open", await early);
        Assert.Equal([port.Url], door.Urls);
        await door.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(port.Url));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("0.0.0.0")]
    public async Task A_name_of_more_than_one_address_opens_as_well(string listen)
    {
        using var port = DoorPort.Of(listen, 0);
        await using var door = await OpenAsync(port);

        using var http = new HttpClient();
        Assert.Equal("open", await http.GetStringAsync($"http://127.0.0.1:{port.Number}/"));
    }

    [Fact]
    public void A_port_no_door_was_opened_on_is_free_again()
    {
        int number;
        using (var port = DoorPort.Of("127.0.0.1", 0)) number = port.Number;
        using var another = new TcpListener(IPAddress.Loopback, number);
        another.Start();
    }

    private static async Task<WebApplication> OpenAsync(DoorPort port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        port.Give(builder);
        var door = builder.Build();
        door.MapGet("/", () => "open");
        await door.StartAsync();
        return door;
    }
}
