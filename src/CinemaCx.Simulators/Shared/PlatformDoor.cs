using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace CinemaCx.Simulators.Shared;

/// <summary>The way of every platform call: read, misbehave if a fault says so, work, seal, answer, write down.</summary>
internal abstract class PlatformDoor(TimeProvider time, FaultBox faults, CallLog calls)
{
    public async Task ServeAsync(HttpContext http, Func<Call, Answer> work)
    {
        var call = await Call.ReadAsync(http, time);
        var started = Stopwatch.GetTimestamp();
        var fault = faults.Take(call.Method, call.Path);
        var answer = await AnswerAsync(call, fault, work);
        calls.Add(call, answer, fault?.Kind, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (answer is null)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = answer.Status;
        Seal(http.Response, call, answer, fault);
        if (answer.Body.Length == 0) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    /// <summary>Checks made before any work; an answer here ends the call.</summary>
    protected virtual Answer? Refuse(Call call) => null;

    /// <summary>The platform's own error style for a fault of kind errcode or error.</summary>
    protected abstract Answer FaultAnswer(Fault fault);

    /// <summary>Headers that depend on the finished answer, such as its signature.</summary>
    protected virtual void Seal(HttpResponse response, Call call, Answer answer, Fault? fault)
    {
    }

    private async Task<Answer?> AnswerAsync(Call call, Fault? fault, Func<Call, Answer> work)
    {
        switch (fault?.Kind)
        {
            case FaultKind.Drop:
                return null;
            case FaultKind.Silence:
                await WaitAsync(call, TimeSpan.FromSeconds(fault.Seconds));
                return null;
            case FaultKind.Http:
                return new Answer(fault.Status == 0 ? 500 : fault.Status, []);
            case FaultKind.Errcode or FaultKind.Error:
                return FaultAnswer(fault);
            case FaultKind.Slow:
                await WaitAsync(call, TimeSpan.FromMilliseconds(fault.Ms));
                break;
        }

        var answer = Refuse(call) ?? work(call);
        return fault?.Kind == FaultKind.DoneButSilent ? null : answer;
    }

    // A caller that gives up ends the wait, but not the work that comes after it: the real platform goes on too.
    private static async Task WaitAsync(Call call, TimeSpan span) =>
        await Task.Delay(span, call.Http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
