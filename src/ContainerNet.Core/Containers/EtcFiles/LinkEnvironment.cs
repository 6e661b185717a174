namespace ContainerNet.Containers.EtcFiles;

/// <summary>
/// The environment variables by which a linked container is found (links.go in Docker): <c>DB_PORT_5432_TCP_ADDR</c> and its
/// kin, and its own variables as <c>DB_ENV_…</c>.
/// </summary>
internal static class LinkEnvironment
{
    // Shorter rows of ports are not named as a row.
    private const int ShortestRow = 3;

    /// <summary>The variables, NAME=value.</summary>
    /// <param name="name">The name of the container that gets them.</param>
    /// <param name="link">The container that it is linked to.</param>
    public static IReadOnlyList<string> Build(string name, LinkedContainer link)
    {
        string prefix = link.Alias.ToUpperInvariant().Replace('-', '_');
        string address = link.Addresses.Count > 0 ? link.Addresses[0].ToString() : "";
        // TCP first, and of one number too.
        ExposedPort[] ports = [.. link.Ports.Distinct().OrderBy(port => port.Protocol != "tcp").ThenBy(port => port.Protocol, StringComparer.Ordinal).ThenBy(port => port.Number)];
        return
        [
            .. ports.OrderBy(port => port.Number).Take(1).Select(port => $"{prefix}_PORT={Url(port, address)}"),
            .. Rows(ports).SelectMany(row => RowVariables(prefix, address, row)),
            .. ports.SelectMany(port => PortVariables(prefix, address, port)),
            $"{prefix}_NAME=/{name}/{link.Alias}",
            .. link.Environment.Select(variable => variable.Split('=', 2)).Where(IsPassedOn).Select(parts => $"{prefix}_ENV_{parts[0]}={parts[1]}"),
        ];
    }

    private static IEnumerable<string> PortVariables(string prefix, string address, ExposedPort port)
    {
        string variable = Variable(prefix, port);
        return [$"{variable}={Url(port, address)}", $"{variable}_ADDR={address}", $"{variable}_PORT={port.Number}", $"{variable}_PROTO={port.Protocol}"];
    }

    private static IEnumerable<string> RowVariables(string prefix, string address, ExposedPort[] row)
    {
        string variable = Variable(prefix, row[0]);
        return [$"{variable}_START={Url(row[0], address)}", $"{variable}_PORT_START={row[0].Number}", $"{variable}_END={Url(row[^1], address)}", $"{variable}_PORT_END={row[^1].Number}"];
    }

    // Ports whose number, less their place in the order, is the same stand in one row.
    private static IEnumerable<ExposedPort[]> Rows(ExposedPort[] ports)
        => ports.Select((port, place) => (port, Start: port.Number - place)).GroupBy(entry => (entry.port.Protocol, entry.Start), entry => entry.port).Select(row => row.ToArray()).Where(row => row.Length >= ShortestRow);

    // These say where the other container's programs are, not where this one's.
    private static bool IsPassedOn(string[] parts) => parts.Length == 2 && parts[0] is not ("HOME" or "PATH");

    private static string Variable(string prefix, ExposedPort port) => $"{prefix}_PORT_{port.Number}_{port.Protocol.ToUpperInvariant()}";

    private static string Url(ExposedPort port, string address) => $"{port.Protocol}://{address}:{port.Number}";
}
