// Wrong on purpose: what the guard of module ranks is shown.
#pragma warning disable // these types exist to be read by a guard, no rule of style has a say here
using CinemaCx.Tests.House.Samples.Ranks.Lower;
using CinemaCx.Tests.House.Samples.Ranks.Sibling;
using CinemaCx.Tests.House.Samples.Ranks.Upper;

namespace CinemaCx.Tests.House.Samples.Ranks
{
    internal static class List;
}

namespace CinemaCx.Tests.House.Samples.Ranks.Upper
{
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class NewsAttribute : Attribute;

    internal sealed class News
    {
        public static int Count() => 1;
    }

    internal sealed class NamesDownward
    {
        public Plain? Below { get; set; }

        public News? Own { get; set; }
    }
}

namespace CinemaCx.Tests.House.Samples.Ranks.Sibling
{
    internal sealed class Neighbour;
}

namespace CinemaCx.Tests.House.Samples.Ranks.Unranked
{
    internal sealed class Stray;
}

namespace CinemaCx.Tests.House.Samples.Ranks.Lower
{
    internal sealed class Plain;

    internal sealed class NamesInField
    {
        private News? _news;
    }

    internal sealed class NamesInSignature
    {
        public void Tell(News news)
        {
        }
    }

    internal sealed class NamesAfterAwait
    {
        public async Task<int> CountAsync()
        {
            await Task.Yield();
            return News.Count();
        }
    }

    internal sealed class NamesInLambda
    {
        public Func<int, int> Count(int add) => times => (times * News.Count()) + add;
    }

    internal sealed class NamesInIterator
    {
        public IEnumerable<int> Counts()
        {
            yield return News.Count();
        }
    }

    internal sealed class NamesInLocalFunction
    {
        public int Twice(int add)
        {
            return Once() * 2;
            int Once() => News.Count() + add;
        }
    }

    internal sealed class NamesAsGenericArgument
    {
        public int Count() => new List<News>().Count;
    }

    [News]
    internal sealed class NamesInAttribute;

    internal sealed class NamesByTypeof
    {
        public string Name() => typeof(News).Name;
    }

    internal sealed class NamesInInitializer
    {
        public static readonly int Count = News.Count();
    }

    internal sealed class NamesSameRank
    {
        public Neighbour? Beside { get; set; }
    }

    internal sealed class NamesTheRoot
    {
        public Type Whole() => typeof(Ranks.List);
    }
}
