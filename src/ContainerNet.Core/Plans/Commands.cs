namespace ContainerNet.Plans;

/// <summary>Writes commands as a person would type them.</summary>
internal static class Commands
{
    /// <summary><c>ip</c>, made to work in a namespace.</summary>
    public static string Ip(NamespaceReference reference) => reference switch
    {
        { IsHost: true } => "ip",
        { Name: { } name } => $"ip -n {Quote(name)}",
        _ => $"nsenter --net={Quote(reference.Path!)} ip",
    };

    /// <summary>Any program, run in a namespace.</summary>
    public static string In(NamespaceReference reference, string command) => reference switch
    {
        { IsHost: true } => command,
        { Name: { } name } => $"ip netns exec {Quote(name)} {command}",
        _ => $"nsenter --net={Quote(reference.Path!)} {command}",
    };

    /// <summary><c>sysctl</c>, which sets a kernel parameter of a namespace.</summary>
    public static string Sysctl(NamespaceReference reference, string key, string value) => In(reference, $"sysctl -w {Quote($"{key}={value}")}");

    /// <summary>The word as it is where a shell takes it literally, in single quotes elsewhere.</summary>
    public static string Quote(string word)
        => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@%+,=".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
