using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace CinemaCx.Tests.Support;

/// <summary>What a door answered.</summary>
public sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    /// <summary>The code of a refusal; null where the answer is none.</summary>
    public string? Code => Status >= 400 && Text.StartsWith('{') && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The seats a refusal names.</summary>
    public IReadOnlyList<string> Seats => [.. Body.GetProperty("parameters").GetProperty("seats").EnumerateArray().Select(s => s.GetString()!)];

    public T As<T>() => JsonSerializer.Deserialize<T>(Text, Json)!;

    public Answer ShouldBe(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return this;
    }

    public Answer ShouldRefuse(int status, string code)
    {
        ShouldBe(status);
        Assert.Equal(code, Code);
        Assert.False(string.IsNullOrWhiteSpace(Body.GetProperty("title").GetString()));
        return this;
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
            return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
        }
    }
}
