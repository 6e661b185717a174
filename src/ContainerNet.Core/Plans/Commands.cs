namespace ContainerNet.Plans;

/// <summary>
/// Writes commands as a person would type them. A container's namespace is written <c>container:NAME</c>, as -Namespace takes it:
/// the path that <c>ip</c> would need has 64 digits in it that tell a reader nothing.
/// </summary>
internal static class Commands
{
    /// <summary><c>ip</c>, made to work in a namespace.</summary>
    public static string Ip(NamespaceReference reference) => reference switch
    {
        { IsHost: true } => "ip",
        { Name: { } name } => $"ip -n {Quote(name)}",
        { Container: not null } => $"ip -n {Quote($"{reference}")}",
        _ => $"nsenter --net={Quote(reference.Path!)} ip",
    };

    /// <summary>Any program, run in a namespace.</summary>
    public static string In(NamespaceReference reference, string command) => reference switch
    {
        { IsHost: true } => command,
        { Name: { } name } => $"ip netns exec {Quote(name)} {command}",
        { Container: not null } => $"ip netns exec {Quote($"{reference}")} {command}",
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
