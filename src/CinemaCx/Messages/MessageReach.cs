using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace CinemaCx.Messages;

/// <summary>
/// Who may be told, as a condition that others put into their own statement: she consented to the purpose, and one of the open ways leads to her.
/// Frequency and quiet hours are not part of it: they hold a message back for a while, and only its sending can tell.
/// </summary>
public sealed class MessageReach(IEnumerable<IGuestChannel> channels, IOptions<MessageOptions> options)
{
    /// <summary>The ways that are open in this process, first choice first.</summary>
    public IReadOnlyList<MessageChannel> Open { get; } =
        [.. options.Value.InOrder().Where(c => channels.Any(h => h.Channel == c) && options.Value.PerMinute(c) > 0)];

    /// <summary>
    /// A condition over the row <c>g</c> of <c>guests</c>: <c>SELECT COUNT(*) FROM guests g WHERE {condition}</c>. Its holes hold texts and become parameters.
    /// Every part is an EXISTS that an index answers, for one guest or for all.
    /// </summary>
    public FormattableString MayBeTold(MessageTemplate template)
    {
        var (parts, values) = (new List<string>(), new List<object?>());
        foreach (var form in template.Forms.Where(f => Open.Contains(f.Channel)).OrderBy(f => f.Channel))
        {
            switch (form.Channel)
            {
                case MessageChannel.Subscribe:
                    parts.Add($"EXISTS (SELECT 1 FROM message_credits mk WHERE mk.platform_template = {{{values.Count}}} AND mk.guest_id = g.id AND mk.credits > 0)");
                    values.Add(form.PlatformTemplate);
                    break;
                case MessageChannel.Sms:
                    parts.Add("g.phone_box IS NOT NULL");
                    break;
                default:
                    parts.Add($"EXISTS (SELECT 1 FROM message_contacts mo WHERE mo.channel = {{{values.Count}}} AND mo.union_id = g.union_id AND mo.gone_at IS NULL)");
                    values.Add(Platform.Data.StoredWord.Of(form.Channel));
                    break;
            }
        }

        var sql = parts.Count == 0 ? "1 = 0" : "(" + string.Join(" OR ", parts) + ")";
        if (template.Row.Purpose != MessagePurpose.Service)
        {
            sql = $"EXISTS (SELECT 1 FROM guest_consents mc WHERE mc.guest_id = g.id AND mc.purpose = {{{values.Count}}} AND mc.granted = 1) AND " + sql;
            values.Add(Platform.Data.StoredWord.Of(template.Row.Purpose));
        }

        return FormattableStringFactory.Create(sql, [.. values]);
    }

    /// <summary>As <see cref="MayBeTold"/>, for a purpose of its own: whether her data may be used so at all.</summary>
    public static FormattableString Consented(DataPurpose purpose) =>
        $"EXISTS (SELECT 1 FROM guest_consents mc WHERE mc.guest_id = g.id AND mc.purpose = {Platform.Data.StoredWord.Of(purpose)} AND mc.granted = 1)";
}
