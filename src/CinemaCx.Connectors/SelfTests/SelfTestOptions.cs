using CinemaCx.Connectors.Http;
using Microsoft.Extensions.Options;

namespace CinemaCx.Connectors.SelfTests;

/// <summary>What the self-test must be told; section <c>SelfTest</c>.</summary>
public sealed class SelfTestOptions
{
    public const string Section = "SelfTest";

    /// <summary>The staff door's public address, as the platforms reach it: <c>https://staff.example.com</c>. Empty: its callbacks cannot be walked from outside.</summary>
    public string StaffUrl { get; set; } = "";

    /// <summary>The guest door's public address, as WeChat reaches it: <c>https://guest.example.com</c>. Empty: its message push cannot be walked from outside.</summary>
    public string GuestUrl { get; set; } = "";

    /// <summary>How long one of our own doors may take to answer, in milliseconds.</summary>
    public int Timeout { get; set; } = 5000;
}

internal sealed class SelfTestOptionsValidation : IValidateOptions<SelfTestOptions>
{
    public ValidateOptionsResult Validate(string? name, SelfTestOptions options)
    {
        var found = new OptionFaults(SelfTestOptions.Section);
        if (options.StaffUrl.Length > 0) found.Address(nameof(options.StaffUrl), options.StaffUrl);
        if (options.GuestUrl.Length > 0) found.Address(nameof(options.GuestUrl), options.GuestUrl);
        found.Milliseconds(nameof(options.Timeout), options.Timeout);
        return found.Result();
    }
}
