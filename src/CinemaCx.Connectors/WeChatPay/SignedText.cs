using System.Text;

namespace CinemaCx.Connectors.WeChatPay;

/// <summary>The texts that signatures are made over (page "构造签名串"): lines, each ended by LF, and the body exactly as on the wire.</summary>
internal static class SignedText
{
    public static byte[] OfRequest(string method, string pathAndQuery, long timestamp, string nonce, ReadOnlySpan<byte> body) =>
        Join($"{method}\n{pathAndQuery}\n{timestamp}\n{nonce}\n", body);

    public static byte[] OfAnswer(string timestamp, string nonce, ReadOnlySpan<byte> body) => Join($"{timestamp}\n{nonce}\n", body);

    public static byte[] OfPayer(string appId, string timestamp, string nonce, string package) =>
        Encoding.UTF8.GetBytes($"{appId}\n{timestamp}\n{nonce}\n{package}\n");

    private static byte[] Join(string head, ReadOnlySpan<byte> body)
    {
        var length = Encoding.UTF8.GetByteCount(head);
        var text = new byte[length + body.Length + 1];
        Encoding.UTF8.GetBytes(head, text);
        body.CopyTo(text.AsSpan(length));
        text[^1] = (byte)'\n';
        return text;
    }
}
