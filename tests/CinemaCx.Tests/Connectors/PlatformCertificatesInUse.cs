using System.Text;
using CinemaCx.Orders;
using CinemaCx.Platform.Primitives;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Certificates are fetched when needed, no more often, and only from the platform.</summary>
public class PlatformCertificatesInUse
{
    [Fact]
    public async Task Are_loaded_once_for_many_callers_and_again_after_an_hour()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(204);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => pay.Gateway.CloseAsync($"pay_{i}", default)));
        Assert.Equal(1, pay.CertificateLoads);

        pay.Time.Advance(TimeSpan.FromMinutes(59));
        await pay.Gateway.CloseAsync("pay_a", default);
        Assert.Equal(1, pay.CertificateLoads);

        // The old ones serve while the new ones are on their way, even when they do not come.
        pay.Time.Advance(TimeSpan.FromMinutes(2));
        pay.Certificates = () => new Answer(500);
        Assert.Equal(PlatformPaymentState.Closed, (await pay.Gateway.CloseAsync("pay_b", default)).State);
        for (var i = 0; i < 100 && pay.CertificateLoads == 1; i++)
            await Task.Delay(20);
        Assert.True(pay.CertificateLoads > 1);

        // A failed refresh is not repeated by every call that follows.
        await Task.Delay(300);
        var loads = pay.CertificateLoads;
        for (var i = 0; i < 20; i++)
            await pay.Gateway.CloseAsync($"pay_{i}", default);
        Assert.Equal(loads, pay.CertificateLoads);
    }

    [Fact]
    public async Task Sealed_with_another_key_are_not_used()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(204);
        pay.Certificates = () => new Answer(200, ScriptedPay.CertificateList("00000000000000000000000000000000"));
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.CloseAsync("pay_1", default));
    }

    [Fact]
    public async Task Whose_list_is_not_signed_are_not_used()
    {
        await using var pay = await ScriptedPay.StartAsync();
        pay.Script = _ => new Answer(204);
        pay.Certificates = () => new Answer(200, ScriptedPay.CertificateList(), Signed: false);
        await Assert.ThrowsAsync<PaymentGatewayUnavailableException>(() => pay.Gateway.CloseAsync("pay_1", default));
    }

    [Theory, InlineData(200), InlineData(404)]
    public async Task Made_up_serial_numbers_do_not_make_us_flood_the_platform(int status)
    {
        await using var pay = await ScriptedPay.StartAsync(publicKeyMode: status == 404);
        if (status == 404)
            pay.Certificates = () => new Answer(404, """{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}""");
        for (var i = 0; i < 50; i++)
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(
                () => pay.Gateway.OpenNotificationAsync(pay.Sign("{}", serial: $"ABCD{i:D4}"), "{}"u8.ToArray(), default));
            Assert.Equal(401, refusal.Status);
        }
        Assert.InRange(pay.CertificateLoads, 1, 5);
    }

    [Theory, InlineData("D7CE59D1F522D701"), InlineData("00D7CE59D1F522D701"), InlineData("d7ce59d1f522d701")]
    public async Task Are_found_whatever_zeros_and_case_the_serial_number_is_written_with(string serial)
    {
        await using var pay = await ScriptedPay.StartAsync();
        const string body = """{"id":"1","event_type":"SOMETHING.ELSE","resource":{}}""";
        var refusal = await Assert.ThrowsAsync<Refusal>(
            () => pay.Gateway.OpenNotificationAsync(pay.Sign(body, serial), Encoding.UTF8.GetBytes(body), default));
        Assert.Equal("malformed-notification", refusal.Code);
    }

    [Fact]
    public async Task Are_accepted_beside_the_public_key_while_a_merchant_switches()
    {
        await using var pay = await ScriptedPay.StartAsync(publicKeyMode: true);
        const string body = """{"id":"1","event_type":"SOMETHING.ELSE","resource":{}}""";
        var refusal = await Assert.ThrowsAsync<Refusal>(
            () => pay.Gateway.OpenNotificationAsync(pay.Sign(body, ScriptedPay.Serial), Encoding.UTF8.GetBytes(body), default));
        Assert.Equal("malformed-notification", refusal.Code);
        Assert.Equal(1, pay.CertificateLoads);
    }
}
