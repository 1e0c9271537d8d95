// Wrong on purpose: three rooms in a circle.
#pragma warning disable // these types exist to be read by a guard, no rule of style has a say here
namespace CinemaCx.Tests.House.Samples.Circle.First
{
    internal sealed class A
    {
        public Second.B? Next { get; set; }
    }
}

namespace CinemaCx.Tests.House.Samples.Circle.Second
{
    internal sealed class B
    {
        public async Task<object> NextAsync()
        {
            await Task.Yield();
            return new Third.C();
        }
    }
}

namespace CinemaCx.Tests.House.Samples.Circle.Third
{
    internal sealed class C
    {
        public First.A? Next { get; set; }
    }
}
