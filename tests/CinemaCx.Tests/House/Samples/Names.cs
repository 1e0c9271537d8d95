// Wrong on purpose: names that say nothing, tasks that do not say so, constructors that ask for too much.
#pragma warning disable // these types exist to be read by a guard, no rule of style has a say here
namespace CinemaCx.Tests.House.Samples.Names
{
    internal sealed class SeatManager;

    internal sealed class OrderDto;

    internal abstract class RepositoryBase<T>;

    internal sealed class Database;

    internal abstract class Template
    {
        public abstract Task PrepareAsync();
    }

    internal sealed class Tasks : IAsyncDisposable, IHaveANameOfMyOwn
    {
        public Task<int> Load() => Task.FromResult(1);

        private static ValueTask Save() => default;

        public Task CloseAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;

        public Task Later => Task.CompletedTask;

        private static Task Main() => Task.CompletedTask;

        private static Func<Task> Lambda(int wait) => async () => await Task.Delay(wait);

        public override string ToString() => Lambda(1).ToString()!;
    }

    internal sealed class Greedy(int a, int b, int c, int d, int e, int f, int g)
    {
        public int Sum => a + b + c + d + e + f + g;
    }

    internal sealed class Modest(int a, int b, int c, int d, int e, int f)
    {
        public int Sum => a + b + c + d + e + f;
    }

    internal sealed record Row(int A, int B, int C, int D, int E, int F, int G);

    internal interface IOrderService;

    internal sealed class OrderService : IOrderService;

    internal interface INobodys;

    internal interface IPort;

    internal interface IPortOf<T>;

    internal interface IHaveANameOfMyOwn;
}

namespace CinemaCx.Tests.House.Samples.Names.Elsewhere
{
    internal sealed class Answers : IPort, IPortOf<int>, IHaveANameOfMyOwn;
}
