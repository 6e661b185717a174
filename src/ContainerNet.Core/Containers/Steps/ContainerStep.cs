using ContainerNet.Containers.Lifecycle;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Steps;

/// <summary>
/// One thing that is done to a container. It does it and prints it, so that what is shown is what is run. Unlike the steps of
/// a <see cref="Plan"/> it does not undo itself: <see cref="ContainerEnd"/> takes back whatever part of a container is there.
/// </summary>
internal sealed class ContainerStep
{
    private readonly Func<IEnumerable<string>> _commands;
    private readonly Action<Action<string>?> _apply;

    /// <param name="commands">Computes the commands from the state at the time of the call.</param>
    /// <param name="apply">Does it. It tells each command before.</param>
    public ContainerStep(Func<IEnumerable<string>> commands, Action<Action<string>?> apply)
    {
        _commands = commands;
        _apply = apply;
    }

    /// <summary>A step that equals commands which are known.</summary>
    /// <param name="commands">One a line.</param>
    /// <param name="apply">Does it.</param>
    public ContainerStep(string commands, Action apply) : this(() => [commands], tell =>
    {
        tell?.Invoke(commands);
        apply();
    })
    {
    }

    /// <summary>The commands that the step equals, each one or several lines.</summary>
    public IEnumerable<string> Commands => _commands();

    /// <summary>Does it.</summary>
    /// <param name="tell">Called before each part, with the command that it equals.</param>
    public void Apply(Action<string>? tell) => _apply(tell);

    /// <summary>The lines of several steps.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<ContainerStep> steps) => [.. steps.SelectMany(step => step.Commands)];
}
