using System.Globalization;

namespace CinemaCx.Bench;

/// <param name="What">One bench, or <c>all</c>.</param>
/// <param name="Repeats">How often each figure is taken; the median is reported.</param>
/// <param name="Seconds">Length of one measurement.</param>
/// <param name="Postgres">Connection string; scratch databases are made on that server and dropped again.</param>
/// <param name="Redis">Host and port; keys are made under a prefix of their own and taken away again.</param>
internal sealed record BenchOptions(string What, int Repeats, int Seconds, string Postgres, string Redis)
{
    public const int Clients = 32;

    public const string Usage = """
        usage: bench.sh [hold|order|map|best|alert|claims|price|messages|message-kills|audience|insight|paint|storm|all] [--repeats 3] [--seconds 10]
        CINEMACX_TEST_POSTGRES and CINEMACX_TEST_REDIS name the servers; bench.sh starts private ones.
        """;

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    public static BenchOptions? Parse(string[] args)
    {
        var postgres = Environment.GetEnvironmentVariable("CINEMACX_TEST_POSTGRES");
        var redis = Environment.GetEnvironmentVariable("CINEMACX_TEST_REDIS");
        if (string.IsNullOrEmpty(postgres) || string.IsNullOrEmpty(redis)) return null;
        var options = new BenchOptions("all", 3, 10, postgres, redis);
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) options = options with { What = args[i] };
            else if (i + 1 == args.Length || !int.TryParse(args[++i], CultureInfo.InvariantCulture, out var number) || number < 1) return null;
            else if (args[i - 1] == "--repeats") options = options with { Repeats = number };
            else if (args[i - 1] == "--seconds") options = options with { Seconds = number };
            else return null;
        }

        return options;
    }
}
