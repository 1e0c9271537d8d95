using System.Security.Cryptography;
using System.Text;
using CinemaCx.Platform.Primitives;
using Microsoft.Extensions.Options;

namespace CinemaCx.Feedback;

/// <summary>Links that let whoever got one judge one ticket, without a login: in the e-stub, in a message after the film.</summary>
public sealed class FeedbackLinks
{
    private const string Prefix = "tkt_";
    private const int IdLength = 26;
    private const int MarkLength = 22;

    private readonly byte[] _key;

    public FeedbackLinks(IOptions<PersonalDataOptions> options) =>
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(options.Value.Key), 32, info: "feedback-links"u8.ToArray());

    /// <returns>48 characters: the ticket's, and a mark that nobody else can make.</returns>
    public string TokenOf(string ticketId) => ticketId[Prefix.Length..] + MarkOf(ticketId);

    /// <summary>Path of the ticket's survey at the guest door.</summary>
    public string PathOf(string ticketId) => "/s/t/" + TokenOf(ticketId);

    /// <returns>The ticket's id; null when the token is none of ours.</returns>
    public string? Read(string token)
    {
        if (token.Length != IdLength + MarkLength || !token.All(char.IsAscii)) return null;
        var ticketId = Prefix + token[..IdLength];
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token[IdLength..]), Encoding.ASCII.GetBytes(MarkOf(ticketId))) ? ticketId : null;
    }

    private string MarkOf(string ticketId) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(ticketId)).AsSpan(0, 16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
