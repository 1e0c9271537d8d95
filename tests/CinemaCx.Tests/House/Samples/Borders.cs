// Wrong on purpose: application code that reaches past the ports.
#pragma warning disable // these types exist to be read by a guard, no rule of style has a say here
namespace CinemaCx.Tests.House.Samples.Borders.Models
{
    internal sealed class PlatformAnswer;
}

namespace CinemaCx.Tests.House.Samples.Borders
{
    internal sealed class NamesAModel
    {
        public Models.PlatformAnswer? Answer { get; set; }
    }

    internal sealed class NamesAModelAfterAwait
    {
        public async Task<object> AskAsync()
        {
            await Task.Yield();
            return new Models.PlatformAnswer();
        }
    }
}
