using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;

namespace CinemaCx.Messages;

/// <summary>How a template is said on one channel; <c>{name}</c> stands for a field.</summary>
/// <param name="PlatformTemplate">The platform's id of its template; empty on WeCom.</param>
/// <param name="Data">Subscribe and service account: words under each of the platform's keys.</param>
/// <param name="Words">SMS: the words of each variable, in order.</param>
/// <param name="Text">WeCom: the words.</param>
/// <param name="Page">Page of the mini-program that opens, without a leading slash.</param>
public sealed record MessageForm(
    MessageChannel Channel, string PlatformTemplate, IReadOnlyDictionary<string, string>? Data = null, IReadOnlyList<string>? Words = null, string? Text = null, string? Page = null);

/// <param name="Code">What programs and staff call it: small letters, digits and hyphens.</param>
public sealed record NewMessageTemplate(string Code, string Name, MessagePurpose Purpose, IReadOnlyList<MessageField> Fields, IReadOnlyList<MessageForm> Forms);

/// <summary>Adds to the catalogue, mends a form, takes a template out. Everything a platform could refuse of the samples is found here.</summary>
public sealed partial class MakeMessageTemplate(Database database, MessageTemplates templates, TimeProvider time)
{
    private const int MostFields = 20;
    private const string Thing = "message-template";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="Refusal">422 <c>message-template-invalid</c> with the path of what is wrong; 409 <c>message-template-exists</c>.</exception>
    public async Task<MessageTemplate> RunAsync(NewMessageTemplate wish, StaffMember by, CancellationToken cancellation)
    {
        var template = Check(wish, by.EmployeeId, time.Now());
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            var row = template.Row;
            var made = script.Ask($"""
                INSERT INTO message_templates (id, code, name, purpose, fields, created_by, created_at)
                VALUES ({row.Id}, {row.Code}, {row.Name}, {row.Purpose}, {row.Fields}, {row.CreatedBy}, {row.CreatedAt}) ON CONFLICT (code) DO NOTHING RETURNING id
                """);
            if ((await db.RunAsync(script, cancellation))[made].Count == 0) throw MessageRefusals.TemplateTaken(wish.Code);
            var forms = new Script();
            foreach (var form in template.Forms)
            {
                forms.Do($"""
                    INSERT INTO message_forms (template_id, channel, platform_template, body, page) VALUES ({row.Id}, {form.Channel}, {form.PlatformTemplate}, {form.Body}, {form.Page})
                    """);
            }

            StaffActs.Write(forms, by, "make", Thing, row.Id, wish, row.CreatedAt);
            await db.CommitAsync(forms, cancellation);
        }

        templates.Forget();
        return template;
    }

    /// <summary>Puts another form in the place of one the platform refused; what waits for it goes on.</summary>
    /// <exception cref="Refusal">404 <c>message-template-not-found</c>; 422 <c>message-template-invalid</c>.</exception>
    public async Task<MessageTemplate> MendAsync(string idOrCode, MessageForm wish, StaffMember by, CancellationToken cancellation)
    {
        var template = await templates.RequireAsync(idOrCode, cancellation);
        var form = FormOf(template.Row.Id, wish, template.Fields, "form");
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            script.Do($"""
                INSERT INTO message_forms (template_id, channel, platform_template, body, page) VALUES ({form.TemplateId}, {form.Channel}, {form.PlatformTemplate}, {form.Body}, {form.Page})
                ON CONFLICT (template_id, channel) DO UPDATE SET platform_template = excluded.platform_template, body = excluded.body, page = excluded.page,
                    set_aside_at = NULL, set_aside_field = NULL, set_aside_why = NULL
                """);
            // As all who lock several: in one order.
            script.Do($"""
                UPDATE guest_messages SET due_at = {time.Now()} WHERE id IN (
                    SELECT m.id FROM guest_messages m WHERE m.template_id = {form.TemplateId} AND m.state = 'queued' AND m.reason = 'template-set-aside' ORDER BY m.id {db.LockForChange})
                """);
            StaffActs.Write(script, by, "mend", Thing, form.TemplateId, wish, time.Now());
            await db.CommitAsync(script, cancellation);
        }

        templates.Forget();
        return await templates.RequireAsync(template.Row.Id, cancellation);
    }

    /// <summary>Nothing new is said by it; what is queued still goes.</summary>
    public async Task RetireAsync(string idOrCode, StaffMember by, CancellationToken cancellation)
    {
        var template = await templates.RequireAsync(idOrCode, cancellation);
        await using (var db = await database.BeginAsync(cancellation))
        {
            var script = new Script();
            script.Do($"UPDATE message_templates SET retired_at = {time.Now()} WHERE id = {template.Row.Id} AND retired_at IS NULL");
            StaffActs.Write(script, by, "retire", Thing, template.Row.Id, new { template.Row.Code }, time.Now());
            await db.CommitAsync(script, cancellation);
        }

        templates.Forget();
    }

    internal static MessageTemplate Check(NewMessageTemplate wish, string? by, DateTimeOffset now)
    {
        if (!Code().IsMatch(wish.Code)) throw MessageRefusals.TemplateInvalid("code", "代码须为小写字母、数字和连字符，最多40位");
        if (string.IsNullOrWhiteSpace(wish.Name) || wish.Name.Length > 40) throw MessageRefusals.TemplateInvalid("name", "名称须为1到40个字");
        if (wish.Fields.Count is 0 or > MostFields) throw MessageRefusals.TemplateInvalid("fields", "内容项须为1到20个");
        if (wish.Forms.Count == 0) throw MessageRefusals.TemplateInvalid("forms", "至少要有一种发送方式");
        for (var i = 0; i < wish.Fields.Count; i++) CheckField(wish.Fields, i);
        if (wish.Forms.DistinctBy(f => f.Channel).Count() < wish.Forms.Count) throw MessageRefusals.TemplateInvalid("forms", "同一种发送方式只能有一份");
        var row = new MessageTemplateRow
        {
            Id = Id.New("mtp", now),
            Code = wish.Code,
            Name = wish.Name.Trim(),
            Purpose = wish.Purpose,
            Fields = JsonSerializer.Serialize(wish.Fields, MessageField.Json),
            CreatedBy = by,
            CreatedAt = now,
        };
        return new MessageTemplate(row, wish.Fields, [.. wish.Forms.Select((f, i) => FormOf(row.Id, f, wish.Fields, $"forms[{i}]")).OrderBy(f => f.Channel)]);
    }

    private static void CheckField(IReadOnlyList<MessageField> fields, int i)
    {
        var (field, path) = (fields[i], $"fields[{i}]");
        if (!FieldName().IsMatch(field.Name ?? "")) throw MessageRefusals.TemplateInvalid(path + ".name", "内容项的名称须为字母和数字，以小写字母开头");
        if (new GuestFacts(null, default, 0).Of(field.Name!) is not null || fields.Take(i).Any(f => f.Name == field.Name)) throw MessageRefusals.TemplateInvalid(path + ".name", "内容项的名称已被使用");
        if (string.IsNullOrWhiteSpace(field.Label)) throw MessageRefusals.TemplateInvalid(path + ".label", "请填写内容项的中文名称");
        if (!FieldRules.Kinds.Contains(field.Kind)) throw MessageRefusals.TemplateInvalid(path + ".kind", "没有这种内容类型");
        if (FieldRules.Fault(field.Kind, field.Sample ?? "") is { } why) throw MessageRefusals.TemplateInvalid(path + ".sample", "示例" + why);
    }

    private static MessageFormRow FormOf(string templateId, MessageForm wish, IReadOnlyList<MessageField> fields, string path)
    {
        var isWeCom = wish.Channel == MessageChannel.WeCom;
        if (!isWeCom && (string.IsNullOrWhiteSpace(wish.PlatformTemplate) || wish.PlatformTemplate.Length > 100)) throw MessageRefusals.TemplateInvalid(path + ".platformTemplate", "请填写平台的模板编号");
        if (wish.Page is { } page && (page.StartsWith('/') || page.Length > 500)) throw MessageRefusals.TemplateInvalid(path + ".page", "页面路径不能以斜杠开头，最多500个字符");
        var body = wish.Channel switch
        {
            MessageChannel.Sms => wish.Words is { Count: > 0 and <= 20 } words ? JsonSerializer.Serialize(words, Json) : null,
            MessageChannel.WeCom => string.IsNullOrWhiteSpace(wish.Text) ? null : wish.Text,
            _ => wish.Data is { Count: > 0 and <= 20 } data ? JsonSerializer.Serialize(data, Json) : null,
        };
        if (body is null) throw MessageRefusals.TemplateInvalid(path, "请填写这种发送方式的内容");
        if (Hole().Matches(body).Select(h => h.Groups["name"].Value).FirstOrDefault(h => fields.All(f => f.Name != h)) is { } unknown)
            throw MessageRefusals.TemplateInvalid(path, $"没有内容项{unknown}");
        if (wish.Channel == MessageChannel.Subscribe && wish.Data!.Keys.FirstOrDefault(k => !Key().IsMatch(k) || !FieldRules.Kinds.Contains(FieldRules.KindOf(k))) is { } key)
            throw MessageRefusals.TemplateInvalid($"{path}.data.{key}", "平台没有这种内容类型");
        var form = new MessageFormRow { TemplateId = templateId, Channel = wish.Channel, PlatformTemplate = isWeCom ? "" : wish.PlatformTemplate, Body = body, Page = wish.Page };
        var samples = fields.ToDictionary(f => f.Name, f => f.Sample, StringComparer.Ordinal);
        return MessageTemplate.Faults(form, MessageTemplate.Render(form, samples, GuestFacts.Longest)).FirstOrDefault() is { } fault
            ? throw MessageRefusals.TemplateInvalid($"{path}.{fault.Key}", $"用示例填写后，{fault.Key}{fault.Why}")
            : form;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{1,39}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^[a-z][A-Za-z0-9]{0,29}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FieldName();

    [GeneratedRegex(@"^[a-z_]+[0-9]{1,3}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"\{(?<name>[A-Za-z0-9]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hole();
}
