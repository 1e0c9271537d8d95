namespace CinemaCx.Simulators.Sms;

/// <summary>One account with one application at the simulated Tencent Cloud SMS.</summary>
public sealed class SmsSimulatorOptions
{
    /// <summary>Address to listen on; port 0 takes a free one (read it from <c>WebApplication.Urls</c> after the start).</summary>
    public string Url { get; set; } = "http://127.0.0.1:5095";

    public string SecretId { get; set; } = "";

    public string SecretKey { get; set; } = "";

    public string SdkAppId { get; set; } = "1400000000";

    /// <summary>The only approved signature.</summary>
    public string SignName { get; set; } = "";

    /// <summary>The approved template for staff.</summary>
    public string TemplateId { get; set; } = "";

    /// <summary>Further approved templates with the number of their variables; <see cref="VariableLength"/> does not bind them.</summary>
    public IDictionary<string, int> MoreTemplates { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How many variables it has.</summary>
    public int TemplateVariables { get; set; } = 1;

    /// <summary>How many characters one of them holds.</summary>
    public int VariableLength { get; set; } = 6;

    /// <summary>Messages to one number in 30 seconds; 0: no limit. The console's own default is 1.</summary>
    public int PerThirtySeconds { get; set; }

    /// <summary>Messages to one number in an hour; 0: no limit.</summary>
    public int PerHour { get; set; }

    internal void Check()
    {
        if (SecretId.Length == 0 || SecretKey.Length == 0) throw new InvalidOperationException("The SMS simulator needs SecretId and SecretKey.");
    }
}
