using System.Globalization;
using System.Text.Json;
using CinemaCx.Campaigns;
using CinemaCx.Console.Pages.Coupons;
using CinemaCx.Console.Parts;
using CinemaCx.Loyalty;
using CinemaCx.Messages;
using CinemaCx.Platform.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CinemaCx.Console.Pages.Campaigns;

internal static class CampaignForms
{
    /// <summary>Lines of conditions in the form.</summary>
    public const int MostRows = 12;

    private const int MostVariants = 4;
    private const int LongestReason = 200;

    public static IServiceCollection AddCampaignPages(this IServiceCollection services) => services.AddListing<CampaignListing>().AddListing<CampaignGuestListing>();

    public static void MapCampaigns(this IEndpointRouteBuilder console)
    {
        console.MapExport<CampaignListing, CampaignRow>("/console/campaigns", CampaignWords.Reading);
        console.MapExport<CampaignGuestListing, CampaignGuestLine>("/console/campaigns/{id}/guests", CampaignWords.Reading);
        console.MapForm("/console/campaigns/make", MakeAsync, CampaignWords.Making);
        console.MapForm("/console/campaigns/{id}/change", ChangeAsync, CampaignWords.Making);
        console.MapForm("/console/campaigns/{id}/submit", SubmitAsync, CampaignWords.Making);
        console.MapForm("/console/campaigns/{id}/approve", ApproveAsync, CampaignWords.Approving);
        console.MapForm("/console/campaigns/{id}/reject", RejectAsync, CampaignWords.Approving);
        console.MapForm("/console/campaigns/{id}/start", StartAsync, CampaignWords.Making);
        console.MapForm("/console/campaigns/{id}/halt", StopAsync, CampaignWords.Making);
    }

    private static async Task<IResult> MakeAsync(FormPost form, EditCampaign edit, MessageTemplates templates, CancellationToken cancellation)
    {
        var id = await edit.MakeAsync(form.Member, await DraftOfAsync(form, templates, cancellation), cancellation);
        return await form.DoneAsync("草稿已保存，请核对人数和内容后提交", "/console/campaigns/" + id);
    }

    private static async Task<IResult> ChangeAsync(FormPost form, string id, EditCampaign edit, MessageTemplates templates, CancellationToken cancellation)
    {
        await edit.ChangeAsync(form.Member, id, VersionOf(form), await DraftOfAsync(form, templates, cancellation), cancellation);
        return await form.DoneAsync("修改已保存", "/console/campaigns/" + id);
    }

    private static async Task<IResult> SubmitAsync(FormPost form, string id, SubmitCampaign submit, CampaignDesk desk, CancellationToken cancellation)
    {
        await submit.RunAsync(form.Member, await desk.RequireAsync(id, form.Member, cancellation), VersionOf(form), cancellation);
        var row = await desk.RequireAsync(id, form.Member, cancellation);
        return await form.DoneAsync(row.State == CampaignState.Waiting ? "已提交，等待另一位同事审批" : "已提交，无需审批，将按时开始");
    }

    private static async Task<IResult> ApproveAsync(FormPost form, string id, DecideCampaign decide, CampaignDesk desk, CancellationToken cancellation)
    {
        await decide.ApproveAsync(form.Member, await desk.RequireAsync(id, form.Member, cancellation), VersionOf(form), cancellation);
        return await form.DoneAsync("已批准");
    }

    private static async Task<IResult> RejectAsync(FormPost form, string id, DecideCampaign decide, CampaignDesk desk, CancellationToken cancellation)
    {
        var why = form.Text("why");
        if (why.Length is 0 or > LongestReason) throw new Refusal(400, "reason-required", "请写明理由，最多200字");
        await decide.RejectAsync(form.Member, await desk.RequireAsync(id, form.Member, cancellation), VersionOf(form), why, cancellation);
        return await form.DoneAsync("已退回修改");
    }

    private static async Task<IResult> StartAsync(FormPost form, string id, StopCampaign stop, CampaignDesk desk, CancellationToken cancellation)
    {
        await stop.StartAsync(form.Member, await desk.RequireAsync(id, form.Member, cancellation), cancellation);
        return await form.DoneAsync("活动已开始");
    }

    private static async Task<IResult> StopAsync(FormPost form, string id, StopCampaign stop, CampaignDesk desk, CancellationToken cancellation)
    {
        await stop.StopAsync(form.Member, await desk.RequireAsync(id, form.Member, cancellation), cancellation);
        return await form.DoneAsync("活动已停止，没有发出的不再发出", "/console/campaigns/" + id);
    }

    private static async Task<CampaignDraft> DraftOfAsync(FormPost form, MessageTemplates templates, CancellationToken cancellation)
    {
        var variants = new List<CampaignVariant>();
        for (var i = 0; i < MostVariants && form.Optional(Name("template", i)) is { } code; i++)
        {
            var template = await templates.RequireAsync(code, cancellation);
            var words = template.Fields.ToDictionary(f => f.Name, f => form.Text($"{Name("words", i)}-{f.Name}"), StringComparer.Ordinal);
            variants.Add(new CampaignVariant(((char)('a' + i)).ToString(), template.Row.Code, words, form.Optional(Name("coupon", i)), (int)Math.Clamp(form.Number(Name("weight", i)) ?? 1, 0, 1000)));
        }

        var terms = new CampaignTerms(
            AudienceOf(form), variants, TriggerOf(form), (int)Math.Clamp(form.Number("hold-out") ?? 10, -1, 1000), form.Number("most"), (int)Math.Clamp(form.Number("measure") ?? 14, -1, 10_000));
        return new CampaignDraft(form.Text("name"), form.Optional("cinema"), form.Instant("starts"), terms);
    }

    private static JsonElement AudienceOf(FormPost form)
    {
        if (form.Optional("audience") is { } written)
        {
            try
            {
                return JsonElement.Parse(written);
            }
            catch (JsonException)
            {
                throw new Refusal(422, "audience-invalid", "条件不是有效的 JSON");
            }
        }

        var rows = Enumerable.Range(0, MostRows).Where(i => form.Optional(Name("field", i)) is not null)
            .Select(i => new AudienceRow(form.Text(Name("field", i)), form.Text(Name("op", i)), form.Text(Name("value", i)), form.Text(Name("days", i)))).ToList();
        return new AudienceFields(form.Visit.Cinemas).Write(new AudienceLines(form.Text("join") != "any", rows));
    }

    /// <summary>Fields of other kinds of trigger may stand there filled in; they say nothing.</summary>
    private static CampaignTrigger? TriggerOf(FormPost form)
    {
        if (form.Optional("trigger") is not { } word) return null;
        var known = CampaignWords.Triggers.FirstOrDefault(t => t.Word == word);
        if (known.Name is null) throw new Refusal(400, "malformed-request", "没有这种触发方式");
        return new CampaignTrigger(
            known.Kind,
            known.Kind is CampaignTriggerKind.Dormant or CampaignTriggerKind.CouponExpiring or CampaignTriggerKind.Birthday ? (int?)form.Number("days") : null,
            known.Kind is CampaignTriggerKind.AfterFilm or CampaignTriggerKind.Presale && form.All("films") is { Count: > 0 } films ? films : null,
            known.Kind == CampaignTriggerKind.AfterFilm ? (int?)form.Number("delay") : null,
            known.Kind == CampaignTriggerKind.TierChanged && form.All("tiers") is { Count: > 0 } tiers ? [.. tiers.Select(t => TierWords.Read(t) ?? Tier.Standard).Distinct()] : null,
            form.Instant("until"));
    }

    private static long VersionOf(FormPost form) => form.Number("version") ?? throw new Refusal(400, "version-required", "请写明所看的版本");

    private static string Name(string field, int i) => string.Create(CultureInfo.InvariantCulture, $"{field}-{i}");
}
