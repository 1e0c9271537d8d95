using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CinemaCx.Simulators.Shared;

namespace CinemaCx.Simulators.DingTalk;

/// <summary>Pushes events by HTTP, encrypted, and opens the answer, which must say "success" encrypted the same way.</summary>
internal sealed class EventPush(DingTalkSimulatorOptions options, TimeProvider time) : IDisposable
{
    private const int Block = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1_500);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

    /// <summary>Null when it was taken, else what was wrong with the answer.</summary>
    public async Task<string?> SendAsync(string json, bool spoil)
    {
        if (options.EventUrl.Length == 0 || options.PushToken.Length == 0) return "not-configured";
        var (stamp, nonce, text) = (time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), WireText.RandomText(8), Encrypt(json));
        var signature = Sign(stamp, nonce, spoil ? text + "x" : text);
        try
        {
            using var content = new ByteArrayContent(DingTalkAnswers.Bytes(new { encrypt = text }));
            content.Headers.ContentType = new("application/json");
            using var response = await _http.PostAsync(
                $"{options.EventUrl}?msg_signature={signature}&timestamp={stamp}&nonce={nonce}", content);
            if (!response.IsSuccessStatusCode) return "status-" + ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return Wire.Object(await response.Content.ReadAsByteArrayAsync()) is { } answer
                && answer.Text("encrypt") is { } said && answer.Text("timeStamp") is { } at && answer.Text("nonce") is { } once
                && answer.Text("msg_signature") == Sign(at, once, said) && Decrypt(said) == "success"
                ? null
                : "bad-answer";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return "no-answer";
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return "bad-answer";
        }
    }

    public void Dispose() => _http.Dispose();

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The platform's protocol demands SHA-1 here.")]
    private string Sign(string stamp, string nonce, string text)
    {
        string[] parts = [options.PushToken, stamp, nonce, text];
        Array.Sort(parts, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    private string Encrypt(string text)
    {
        var (message, receiver) = (Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(options.AppKey));
        var length = 20 + message.Length + receiver.Length;
        var plain = new byte[length + Block - length % Block];
        RandomNumberGenerator.Fill(plain.AsSpan(0, 16));
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(16), message.Length);
        message.CopyTo(plain, 20);
        receiver.CopyTo(plain, 20 + message.Length);
        plain.AsSpan(length).Fill((byte)(plain.Length - length));
        using var aes = Cipher();
        return Convert.ToBase64String(aes.EncryptCbc(plain, aes.Key.AsSpan(0, 16), PaddingMode.None));
    }

    private string Decrypt(string text)
    {
        using var aes = Cipher();
        var plain = aes.DecryptCbc(Convert.FromBase64String(text), aes.Key.AsSpan(0, 16), PaddingMode.None);
        var length = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(16));
        var receiver = Encoding.UTF8.GetString(plain, 20 + length, plain.Length - plain[^1] - 20 - length);
        return receiver == options.AppKey ? Encoding.UTF8.GetString(plain, 20, length) : throw new CryptographicException("for another app");
    }

    private Aes Cipher()
    {
        var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(options.PushEncodingAESKey + "=");
        return aes;
    }
}
