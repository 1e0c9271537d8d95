using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CinemaCx.Standalone;

/// <summary>
/// The port of a door, known before the door is open. One nobody chose is taken from the system and listened on at once: whoever else looks for a free port
/// meanwhile is given another, and whoever knocks early waits for the door.
/// </summary>
internal sealed class DoorPort : IDisposable
{
    private readonly string _listen;
    private Socket? _held;

    private DoorPort(string listen, int number, Socket? held)
    {
        _listen = listen;
        _held = held;
        Number = number;
    }

    public int Number { get; }

    public string Url => $"http://{_listen}:{Number}";

    /// <param name="listen">Address or name the door listens on.</param>
    /// <param name="chosen">What the owner chose; 0 for any that is free.</param>
    public static DoorPort Of(string listen, int chosen)
    {
        if (chosen != 0) return new DoorPort(listen, chosen, held: null);
        var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.TryParse(listen, out var address) && address.AddressFamily == AddressFamily.InterNetwork ? address : IPAddress.Loopback, 0));
        held.Listen();
        return new DoorPort(listen, ((IPEndPoint)held.LocalEndPoint!).Port, held);
    }

    /// <summary>Lets the door's server listen on it.</summary>
    public void Give(WebApplicationBuilder door)
    {
        door.WebHost.UseUrls(Url);
        if (_held is not null) door.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Bound);
    }

    /// <summary>Lets a port go no door was opened on.</summary>
    public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();

    private Socket Bound(EndPoint endpoint)
    {
        var held = Interlocked.Exchange(ref _held, null);
        if (held is not null && endpoint.Equals(held.LocalEndPoint)) return held;
        // A name of more than one address, then: the server binds each of them itself.
        held?.Dispose();
        return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
    }
}
