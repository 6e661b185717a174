using ContainerNet.Plans;

namespace ContainerNet.Containers.Steps;

/// <summary>What an operation on a container will do. Its <see cref="Commands"/> are what -WhatIf shows.</summary>
/// <typeparam name="T">What it gives back.</typeparam>
public sealed class ContainerPlan<T> : IPlan
{
    private readonly Func<IReadOnlyList<string>> _commands;
    private readonly Func<Action<string>?, CancellationToken, T> _run;
    private IReadOnlyList<string>? _known;

    internal ContainerPlan(string summary, Func<IReadOnlyList<string>> commands, Func<Action<string>?, CancellationToken, T> run)
    {
        Summary = summary;
        _commands = commands;
        _run = run;
    }

    /// <inheritdoc/>
    public string Summary { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Commands => _known ??= _commands();

    /// <inheritdoc/>
    public bool IsEmpty => !Commands.Any();

    /// <summary>Does it. What fails is taken back.</summary>
    /// <param name="starting">Called before each step, with the command that it equals.</param>
    /// <param name="cancellation">Ends a wait.</param>
    public T Run(Action<string>? starting = null, CancellationToken cancellation = default) => _run(starting, cancellation);
}
