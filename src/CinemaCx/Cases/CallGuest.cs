using CinemaCx.Platform.Primitives;

namespace CinemaCx.Cases;

/// <summary>致电: the owner sees the guest's number; that she did is written down.</summary>
public sealed class CallGuest(CaseDesk desk, CaseQueries queries)
{
    /// <returns>The number in E.164.</returns>
    /// <exception cref="Refusal">403 <c>case-owner-only</c>; 422 <c>contact-missing</c>.</exception>
    public async Task<string> RunAsync(string caseId, CaseActor actor, CancellationToken cancellation)
    {
        var phone = await queries.PhoneAsync(caseId, cancellation);
        await desk.ActAsync(caseId, actor, row =>
        {
            if (row.OwnerId != actor.Member!.EmployeeId) throw CaseRefusals.NotOwner();
            if (phone is null) throw CaseRefusals.NoContact();
            return new CaseDecision(row, "called", "查看了观众电话");
        }, cancellation);
        return phone!;
    }
}
