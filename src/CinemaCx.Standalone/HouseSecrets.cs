using System.Security.Cryptography;
using System.Text.Json;

namespace CinemaCx.Standalone;

/// <summary>
/// What a one-machine house would otherwise ask its owner to think up: made at the first start, kept in the data folder, readable by its owner only.
/// The platform credentials are those of the simulators.
/// </summary>
internal sealed record HouseSecrets(
    string PersonalDataKey, string WeChatAppSecret, string MerchantV3Secret, string MerchantPrivateKey, string PlatformPrivateKey, string? UsherToken)
{
    public const string WeChatAppId = "wx5a2b1c0d9e8f7a6b";
    public const string MerchantId = "1900000109";
    public const string MerchantSerial = "5157F09EFDC096DE15EBE81A47057A7200000001";
    private const string FileName = "secrets.json";

    public static HouseSecrets LoadOrMake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path)) return JsonSerializer.Deserialize<HouseSecrets>(File.ReadAllText(path))!;
        var secrets = new HouseSecrets(
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            NewRsaKey(),
            NewRsaKey(),
            UsherToken: null);
        secrets.Save(folder);
        return secrets;
    }

    public void Save(string folder)
    {
        var path = Path.Combine(folder, FileName);
        // Written aside and moved, so that a crash never leaves half a file: losing the personal-data key would lose the phone numbers.
        var aside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(aside, options))
        {
            JsonSerializer.Serialize(stream, this);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }

    private static string NewRsaKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }
}
