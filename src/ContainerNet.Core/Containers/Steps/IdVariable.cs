using ContainerNet.Containers.Records;

namespace ContainerNet.Containers.Steps;

/// <summary>
/// Writes a container's id in commands as a shell variable that is called like the container. Paths and the runtime need the whole id, and its
/// 64 digits tell a reader nothing. The line that sets the variable comes before the first command that has it.
/// </summary>
/// <param name="id">The id.</param>
/// <param name="name">The container's name.</param>
internal sealed class IdVariable(string id, string name)
{
    // As the store chooses it: 32 random bytes in hexadecimal digits.
    private const string NewId = "$(od -An -tx1 -w32 -N32 /dev/urandom | tr -d ' ')";

    private const int ShortLength = 12;

    private readonly string _variable = $"id_{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}";

    public IdVariable(ContainerRecord container) : this(container.Id, container.Name)
    {
    }

    /// <summary>Whether the container is not made yet, so that its id is not known.</summary>
    public bool IsNew { get; init; }

    private string Setting => IsNew ? $"{_variable}={NewId} # a new id for container '{name}'" : $"{_variable}={id} # container '{name}'";

    /// <summary>The commands, with the variable.</summary>
    public IReadOnlyList<string> In(IEnumerable<string> commands)
    {
        var written = new List<string>();
        Action<string> write = In(written.Add)!;
        foreach (string command in commands) write(command);
        return written;
    }

    /// <summary>Tells commands, with the variable; null where nobody is told.</summary>
    public Action<string>? In(Action<string>? tell)
    {
        if (tell is null) return null;
        bool isSet = false;
        return command =>
        {
            if (!isSet && command.Contains(id, StringComparison.Ordinal))
            {
                isSet = true;
                tell(Setting);
            }
            tell(Shorten(command));
        };
    }

    private string Shorten(string command)
    {
        string shortened = command.Replace(id, $"${_variable}", StringComparison.Ordinal);
        return IsNew ? shortened.Replace(id[..ShortLength], $"${{{_variable}:0:{ShortLength}}}", StringComparison.Ordinal) : shortened;
    }
}
