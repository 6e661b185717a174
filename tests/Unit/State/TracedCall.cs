using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ContainerNet.Tests.State;

/// <summary>A system call as strace -f -y -xx prints it.</summary>
/// <param name="Name">The call's name.</param>
/// <param name="Arguments">All of them, as they were printed.</param>
/// <param name="Descriptors">The paths of the open files that it was given.</param>
/// <param name="Texts">The strings that it was given.</param>
/// <param name="HasFailed">Whether its result was an error.</param>
internal sealed partial record TracedCall(string Name, string Arguments, IReadOnlyList<string> Descriptors, IReadOnlyList<byte[]> Texts, bool HasFailed)
{
    private const string Unfinished = " <unfinished ...>";

    /// <summary>The calls in the order in which they ended.</summary>
    public static IEnumerable<TracedCall> Read(string traceFile)
    {
        var begun = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(traceFile))
        {
            string thread = line[..line.IndexOf(' ', StringComparison.Ordinal)], call = line[thread.Length..].Trim();
            if (call.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                begun[thread] = call[..^Unfinished.Length];
                continue;
            }
            if (call.StartsWith("<... ", StringComparison.Ordinal)) call = begun[thread] + call[(call.IndexOf('>', StringComparison.Ordinal) + 1)..];
            if (Call().Match(call) is { Success: true } match) yield return Parse(match.Groups[1].Value, match.Groups[2].Value, hasFailed: match.Groups[3].Value == "-");
        }
    }

    /// <summary>The string argument with a number, as a path below the directory that the call was given, if any.</summary>
    public string Path(int index)
    {
        string text = Encoding.UTF8.GetString(Texts[index]);
        return text.StartsWith('/') || Descriptors.Count == 0 ? text : System.IO.Path.Combine(Descriptors[Math.Min(index, Descriptors.Count - 1)], text);
    }

    /// <summary>The last argument, as a number.</summary>
    public long LastNumber => long.Parse(Arguments[(Arguments.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    private static TracedCall Parse(string name, string arguments, bool hasFailed) => new(name, arguments,
        [.. Descriptor().Matches(arguments).Select(match => Encoding.UTF8.GetString(Bytes(match.Groups[1].Value)))],
        [.. Quoted().Matches(arguments).Select(match => Bytes(match.Groups[1].Value))],
        hasFailed);

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace("\\x", "", StringComparison.Ordinal));

    [GeneratedRegex(@"^(\w+)\((.*)\)\s+= (-?)\d")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")]
    private static partial Regex Descriptor();

    [GeneratedRegex("\"((?:\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex Quoted();
}
