using System.Text;
using System.Text.Json;

namespace ContainerNet.Benchmarks;

/// <summary>All results, as a table for people and as JSON for programs. Times are in milliseconds.</summary>
internal sealed record Report(Machine Machine, IReadOnlyList<Result> Results, IReadOnlyList<string> Skipped)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "results.md"), ToMarkdown());
        File.WriteAllText(Path.Combine(folder, "results.json"), ToJson());
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Machine}").AppendLine();
        text.AppendLine("Milliseconds: minimum, **median**, maximum.").AppendLine();
        text.AppendLine("| Work | ContainerNet | Compared with | It takes | Ratio | Aim |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (Result result in Results)
        {
            if (result.Limit is { } limit || result.Comparisons.Count == 0) text.AppendLine(Line(result.Work, result.Ours, "", null, "", AimText(result)));
            foreach (Comparison other in result.Comparisons)
                text.AppendLine(Line(result.Work, result.Ours, other.Name, other.Samples, $"{result.Ratio(other):0.00}", AimText(result, other)));
        }
        foreach (string line in Skipped) text.AppendLine().AppendLine(line);
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new
    {
        Machine,
        Results = Results.Select(result => new
        {
            result.Work,
            LimitMilliseconds = result.Limit?.TotalMilliseconds,
            Milliseconds = result.Ours,
            Comparisons = result.Comparisons.Select(other => new { other.Name, Milliseconds = other.Samples, Ratio = result.Ratio(other), other.Aim }),
        }),
        Skipped,
    }, _json);

    private static string Line(string work, Samples ours, string other, Samples? its, string ratio, string aim)
        => $"| {work} | {Times(ours)} | {other} | {(its is null ? "" : Times(its))} | {ratio} | {aim} |";

    private static string Times(Samples samples) => $"{samples.Minimum:0.00} **{samples.Median:0.00}** {samples.Maximum:0.00}";

    private static string AimText(Result result)
        => result.Limit is { } limit ? $"≤ {limit.TotalMilliseconds:0} ms: {Verdict(result.Ours.Median <= limit.TotalMilliseconds)}" : "";

    private static string AimText(Result result, Comparison other)
        => other.Aim is { } aim ? $"≤ {aim:0.0#}: {Verdict(result.Ratio(other) <= aim)}" : "";

    private static string Verdict(bool met) => met ? "met" : "missed";
}
