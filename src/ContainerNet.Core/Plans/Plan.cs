namespace ContainerNet.Plans;

/// <summary>
/// What an operation will do: steps in their order. It changes nothing before it is run; its
/// <see cref="Commands"/> are what -WhatIf shows.
/// </summary>
public class Plan
{
    private readonly NetHost _host;

    internal Plan(NetHost host, string summary, IReadOnlyList<Step> steps)
    {
        for (int i = 0; i < steps.Count - 1; i++)
        {
            if (steps[i].Inverse is null) throw new InvalidOperationException($"'{steps[i].Command}' cannot be undone, so it has to be the last step.");
        }
        _host = host;
        Summary = summary;
        Steps = steps;
    }

    /// <summary>What it does, in one line.</summary>
    public string Summary { get; }

    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Whether all that was asked for is there already.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The steps as the commands they equal.</summary>
    public IEnumerable<string> Commands => Steps.Select(step => step.Command);

    /// <summary>Carries out all steps, or none: one that fails undoes those before it.</summary>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends a wait; what is half done is undone.</param>
    /// <exception cref="PlanException">A step failed.</exception>
    public void Run(Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using PlanSession session = _host.NewSession(cancellation);
        Run(session, starting);
    }

    internal virtual void Run(PlanSession session, Action<string>? starting) => new PlanRunner(session, Steps, starting).Run();
}

/// <summary>A plan that makes, or finds, an object.</summary>
public sealed class Plan<T> : Plan
{
    private readonly NetHost _host;
    private readonly Func<PlanSession, T> _read;

    internal Plan(NetHost host, string summary, IReadOnlyList<Step> steps, Func<PlanSession, T> read) : base(host, summary, steps)
    {
        _host = host;
        _read = read;
    }

    /// <summary>Carries out all steps, or none, and reads the object back from the kernel.</summary>
    /// <inheritdoc cref="Plan.Run(Action{string}, CancellationToken)"/>
    public new T Run(Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using PlanSession session = _host.NewSession(cancellation);
        base.Run(session, starting);
        return _read(session);
    }
}
