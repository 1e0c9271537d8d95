using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CinemaCx.Bench;

/// <summary>
/// One keep-alive connection of HTTP/1.1 that blocks its thread. The load shares the machine with the house, so every cycle it does not spend is
/// measured truer: requests are bytes made beforehand, and of the answer only its length, status and raw text are looked at.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
    private byte[] _buffer = new byte[16 * 1024];
    private int _bodyAt;
    private int _length;

    public Wire(int port) => _socket.Connect(IPAddress.Loopback, port);

    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyAt, _length - _bodyAt);

    public string Text => Encoding.UTF8.GetString(_buffer, 0, _length);

    public static byte[] Get(string path, string? token = null, string? etag = null) => Bytes("GET", path, token, etag is null ? "" : $"If-None-Match: {etag}\r\n", null);

    public static byte[] Post(string path, string? token, string? idempotencyKey, string? json) =>
        Bytes("POST", path, token, idempotencyKey is null ? "" : $"Idempotency-Key: {idempotencyKey}\r\n", json);

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The status.</returns>
    public int Call(ReadOnlySpan<byte> request)
    {
        _socket.Send(request);
        _length = 0;
        _bodyAt = 0;
        while (!IsWhole())
        {
            if (_length == _buffer.Length) Array.Resize(ref _buffer, _length * 2);
            var read = _socket.Receive(_buffer.AsSpan(_length));
            if (read == 0) throw new IOException("The server closed the connection: " + Text);
            _length += read;
        }

        return (_buffer[9] - '0') * 100 + (_buffer[10] - '0') * 10 + (_buffer[11] - '0');
    }

    public void Demand(ReadOnlySpan<byte> request, int status)
    {
        if (Call(request) != status) throw new InvalidOperationException($"{status} was expected, not: {Text}");
    }

    /// <summary>The first value of a JSON member of the last answer whose value begins so.</summary>
    public string Member(ReadOnlySpan<byte> nameAndStart)
    {
        var at = Body.IndexOf(nameAndStart);
        if (at < 0) throw new InvalidOperationException($"No {Encoding.UTF8.GetString(nameAndStart)} in: {Text}");
        var rest = Body[(at + nameAndStart.Length)..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'"')]);
    }

    public string Header(ReadOnlySpan<byte> name)
    {
        var value = HeaderValue(name);
        return Encoding.ASCII.GetString(value);
    }

    public void Dispose() => _socket.Dispose();

    private bool IsWhole()
    {
        var answer = _buffer.AsSpan(0, _length);
        if (_bodyAt == 0)
        {
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0) return false;
            _bodyAt = end + 4;
        }

        var length = HeaderValue("Content-Length: "u8);
        if (!length.IsEmpty) return Utf8Parser.TryParse(length, out int bytes, out _) && _length - _bodyAt >= bytes;
        // One request is under way at a time, so what ends in the last chunk ends the answer.
        return answer[9..12].SequenceEqual("304"u8) || answer[9..12].SequenceEqual("204"u8) || answer[_bodyAt..].EndsWith("0\r\n\r\n"u8);
    }

    private ReadOnlySpan<byte> HeaderValue(ReadOnlySpan<byte> name)
    {
        var headers = _buffer.AsSpan(0, _bodyAt);
        var at = headers.IndexOf(name);
        if (at < 0) return [];
        var value = headers[(at + name.Length)..];
        return value[..value.IndexOf((byte)'\r')];
    }

    private static byte[] Bytes(string method, string path, string? token, string headers, string? json)
    {
        var body = Encoding.UTF8.GetBytes(json ?? "");
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        var content = json is null && method == "GET" ? "" : $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n";
        return [.. Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}{headers}{content}\r\n"), .. body];
    }
}
