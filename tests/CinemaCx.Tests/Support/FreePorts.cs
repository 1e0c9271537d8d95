using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CinemaCx.Tests.Support;

/// <summary>Ports of loopback for programs that must be told theirs before they start.</summary>
internal static class FreePorts
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>
    /// Free now, given to nobody else in this process, and below the range the system hands out by itself: no connection takes it before the program does.
    /// </summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            if (!Given.TryAdd(port, true)) continue;
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}
