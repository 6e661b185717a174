using System.Text.RegularExpressions;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Model;

/// <summary>An error's id is a name that scripts keep: it belongs to one category, its form tells which, and the help says the same.</summary>
public sealed partial class ErrorIdTests
{
    private static readonly Dictionary<string, string> s_kinds = new()
    {
        ["Invalid"] = nameof(ErrorKind.InvalidArgument),
        ["NotFound"] = nameof(ErrorKind.NotFound),
        ["Exists"] = nameof(ErrorKind.AlreadyExists),
        ["InUse"] = nameof(ErrorKind.InUse),
    };

    private static readonly Dictionary<string, string> s_categories = new()
    {
        ["InvalidArgument"] = nameof(ErrorKind.InvalidArgument),
        ["ObjectNotFound"] = nameof(ErrorKind.NotFound),
        ["ResourceExists"] = nameof(ErrorKind.AlreadyExists),
        ["ResourceBusy"] = nameof(ErrorKind.InUse),
        ["PermissionDenied"] = nameof(ErrorKind.Permission),
        ["NotImplemented"] = nameof(ErrorKind.Unsupported),
        ["OperationTimeout"] = nameof(ErrorKind.Timeout),
        ["NotSpecified"] = nameof(ErrorKind.Other),
    };

    [Fact]
    public void One_id_has_one_category()
        => Assert.Empty(Thrown().GroupBy(error => error.Id).Where(group => group.Select(error => error.Kind).Distinct().Count() > 1).Select(group => group.Key));

    [Fact]
    public void The_form_of_an_id_tells_its_category()
        => Assert.Empty(Thrown().Where(error => FormOf(error.Id) is { } form && s_kinds[form] != error.Kind).Select(error => $"{error.Id} is {error.Kind}"));

    [Fact]
    public void An_unacceptable_value_is_called_invalid_in_one_way()
        => Assert.Empty(Thrown().Select(error => error.Id).Where(id => id.EndsWith("Invalid", StringComparison.Ordinal) || id.EndsWith("Required", StringComparison.Ordinal) || id.EndsWith("Timeout", StringComparison.Ordinal) && !id.StartsWith("Invalid", StringComparison.Ordinal)).Distinct());

    [Fact]
    public void The_help_says_the_category_that_an_id_has()
    {
        ILookup<string, string> thrown = Thrown().ToLookup(error => error.Id, error => error.Kind);
        Assert.Empty(Documented().Where(said => thrown.Contains(said.Id) && !thrown[said.Id].Contains(said.Kind)).Select(said => $"{said.Page}: {said.Id} is {string.Join(", ", thrown[said.Id])}"));
    }

    [Fact]
    public void All_ids_are_seen() => Assert.InRange(Thrown().Select(error => error.Id).Distinct().Count(), 100, 1000);

    private static string? FormOf(string id)
        => id.StartsWith("Invalid", StringComparison.Ordinal) ? "Invalid" : s_kinds.Keys.FirstOrDefault(suffix => id.EndsWith(suffix, StringComparison.Ordinal));

    // Read from the source: an id that no test provokes counts too.
    private static IEnumerable<(string Id, string Kind)> Thrown()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            foreach (Match match in Factory().Matches(text)) yield return (match.Groups["id"].Value, KindOf(match.Groups["factory"].Value));
            foreach (Match match in Constructor().Matches(text)) yield return (match.Groups["id"].Value, match.Groups["kind"].Value);
        }
    }

    private static string KindOf(string factory) => s_kinds[factory];

    private static IEnumerable<(string Page, string Id, string Kind)> Documented()
        => from page in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs", "help"), "*.md")
           from Match line in HelpLine().Matches(File.ReadAllText(page))
           from Capture id in line.Groups["id"].Captures
           select (Path.GetFileName(page), id.Value, s_categories.GetValueOrDefault(line.Groups["category"].Value, "PowerShell's own"));

    [GeneratedRegex("""ContainerNetException\.(?<factory>Invalid|NotFound|Exists|InUse)\(\s*"(?<id>\w+)["]""")]
    private static partial Regex Factory();

    [GeneratedRegex("""ErrorKind\.(?<kind>\w+)(?:, [^;{}]*)?\)\s*\{\s*ErrorId = "(?<id>\w+)["]""")]
    private static partial Regex Constructor();

    [GeneratedRegex("""^- (?:`(?<id>\w+)`(?:, | and )?)+ \((?<category>\w+)\)""", RegexOptions.Multiline)]
    private static partial Regex HelpLine();
}
