using ContainerNet.Plans;

namespace ContainerNet.Containers.Images;

/// <summary>What an operation on images would do, to be shown. It is computed when the commands are read, and changes nothing.</summary>
public sealed class ImagePlan : IPlan
{
    private readonly Lazy<IReadOnlyList<string>> _commands;

    internal ImagePlan(string summary, Func<IEnumerable<string>> commands)
    {
        Summary = summary;
        _commands = new(() => [.. commands()]);
    }

    /// <inheritdoc/>
    public string Summary { get; }

    /// <summary>False: an import reads its source anew, also where the local store has all of it.</summary>
    public bool IsEmpty => false;

    /// <inheritdoc/>
    public IEnumerable<string> Commands => _commands.Value;
}
