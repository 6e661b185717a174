using System.Text;
using System.Text.Json;

namespace ContainerNet.Benchmarks;

/// <summary>All results, as a table for people and as JSON for programs.</summary>
internal sealed record Report(Machine Machine, IReadOnlyList<Result> Results)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
        text.AppendLine("Minimum, **median**, maximum. The ratio is our median by the other's.").AppendLine();
        text.AppendLine("| Row | Work | Unit | ContainerNet | Compared with | It takes | Ratio | Aim |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (Result result in Results)
        {
            if (result.Limit is not null || result.Others.Count == 0) text.AppendLine(Line(result, "", "", "", LimitText(result)));
            foreach (Measurement other in result.Others) text.AppendLine(Line(result, other.Name, Values(result.Unit, other), RatioText(result, other), AimText(result, other)));
        }
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(new
    {
        Machine,
        Results = Results.Select(result => new
        {
            result.Row,
            result.Work,
            Unit = result.Unit.Name,
            result.Unit.MoreIsBetter,
            result.Limit,
            result.MeetsLimit,
            result.Ours,
            Others = result.Others.Select(other => new { other.Name, other.Samples, other.Reason, Ratio = result.Ratio(other), other.Aim, MeetsAim = result.MeetsAim(other) }),
        }),
    }, _json);

    private static string Line(Result result, string other, string its, string ratio, string aim)
        => $"| {result.Row} | {result.Work} | {result.Unit.Name} | {Values(result.Unit, result.Ours)} | {other} | {its} | {ratio} | {aim} |";

    private static string Values(Unit unit, Measurement measurement) => measurement.Samples is { } samples
        ? $"{Text(unit, samples.Minimum)} **{Text(unit, samples.Median)}** {Text(unit, samples.Maximum)}"
        : $"not measured: {measurement.Reason?.Replace("|", "\\|", StringComparison.Ordinal)}";

    private static string Text(Unit unit, double value) => value.ToString(unit.Format, System.Globalization.CultureInfo.InvariantCulture);

    private static string RatioText(Result result, Measurement other) => result.Ratio(other) switch
    {
        null => "",
        < 0.5 and var ratio when !result.Unit.MoreIsBetter => $"{ratio:0.000}: {1 / ratio:#,0.0} × faster",
        var ratio => $"{ratio:0.00}",
    };

    private static string LimitText(Result result) => result.Limit is { } limit ? $"≤ {limit} {result.Unit.Name}{Verdict(result.MeetsLimit)}" : "";

    private static string AimText(Result result, Measurement other)
        => other.Aim is { } aim ? $"{(result.Unit.MoreIsBetter ? '≥' : '≤')} {aim:0.0##}{Verdict(result.MeetsAim(other))}" : "";

    private static string Verdict(bool? met) => met switch { true => ": met", false => ": missed", null => "" };
}
