using CinemaCx.Connectors.Crypto;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.Http;

/// <summary>Collects what is wrong with a section of the configuration, in sentences that name the key to change.</summary>
internal sealed class OptionFaults(string section)
{
    private readonly List<string> _faults = [];

    public void Add(string key, string sentence) => _faults.Add($"{section}:{key} {sentence}");

    public void Present(string key, string value, string meaning)
    {
        if (string.IsNullOrWhiteSpace(value))
            Add(key, $"is missing: {meaning}.");
    }

    public void Address(string key, string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.Query.Length > 0)
            Add(key, "must be an absolute http or https address without a query.");
        else if (address.Scheme != "https" && !address.IsLoopback)
            Add(key, "must be https: secrets travel on it. Plain http is for this machine only.");
    }

    /// <summary>Token and key of a callback that may be off: a key alone is a slip.</summary>
    public void Push(string tokenKey, string token, string aesKeyKey, string aesKey)
    {
        if (aesKey.Length == 0) return;
        if (string.IsNullOrWhiteSpace(token)) Add(tokenKey, $"is missing: {aesKeyKey} is set.");
        if (!CallbackCrypto.IsKey(aesKey)) Add(aesKeyKey, "must be the 43 characters of the EncodingAESKey.");
    }

    public void Milliseconds(string key, int value)
    {
        if (value is < 100 or > 120_000)
            Add(key, "must be between 100 and 120000 milliseconds.");
    }

    public ValidateOptionsResult Result() => _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);
}
