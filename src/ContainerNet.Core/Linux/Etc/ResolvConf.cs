using System.Net;

namespace ContainerNet.Linux.Etc;

/// <summary>What resolv.conf(5) says. Comments are not kept.</summary>
internal sealed record ResolvConf
{
    /// <summary>The name servers, in the order they are asked.</summary>
    public IReadOnlyList<IPAddress> Servers { get; init; } = [];

    /// <summary>The search domains.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>The resolver's options.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Lines of other keywords, such as sortlist.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Reads a file as the resolver does: of search and domain the last counts, and what it does not understand is nothing.</summary>
    public static ResolvConf Parse(string text)
    {
        var servers = new List<IPAddress>();
        var options = new List<string>();
        var others = new List<string>();
        IReadOnlyList<string> search = [];
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';') continue;
            if (words[0] == "nameserver")
            {
                if (IPAddress.TryParse(words[1], out IPAddress? server)) servers.Add(server);
            }
            else if (words[0] is "search" or "domain") search = words[1..];
            else if (words[0] == "options") options.AddRange(words[1..]);
            else others.Add(string.Join(' ', words));
        }
        return new ResolvConf { Servers = servers, Search = search, Options = options, Others = others };
    }

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        IEnumerable<string> lines = [.. Line("search", Search), .. Servers.Select(server => $"nameserver {server}"), .. Line("options", Options), .. Others];
        return string.Concat(lines.Select(line => $"{line}\n"));
    }

    private static IEnumerable<string> Line(string keyword, IReadOnlyList<string> words) => words.Count == 0 ? [] : [$"{keyword} {string.Join(' ', words)}"];
}
