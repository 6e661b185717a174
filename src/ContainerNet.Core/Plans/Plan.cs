using ContainerNet.Plans.Steps;
using ContainerNet.State;

namespace ContainerNet.Plans;

/// <summary>
/// What an operation will do: steps in their order. It changes nothing before it is run; its <see cref="Commands"/> are
/// what -WhatIf shows.
/// </summary>
public class Plan
{
    private readonly NetHost _host;
    private readonly Func<PlanSession, IReadOnlyList<Step>>? _build;
    private IReadOnlyList<Step>? _steps;

    /// <summary>A plan that the kernel alone decides on.</summary>
    internal Plan(NetHost host, string summary, IReadOnlyList<Step> steps)
    {
        _host = host;
        _steps = InOrder(steps);
        Summary = summary;
    }

    /// <summary>
    /// A plan that depends on the host's state. It is made when it is looked at, and made anew under the state's lock when it
    /// is run: another process may have changed the state meanwhile.
    /// </summary>
    internal Plan(NetHost host, string summary, Func<PlanSession, IReadOnlyList<Step>> build)
    {
        _host = host;
        _build = build;
        Summary = summary;
    }

    /// <summary>What it does, in one line.</summary>
    public string Summary { get; }

    /// <summary>What follows from the change and may be done again at any time: it is done once all steps are, and never undone.</summary>
    internal Action? Finished { get; init; }

    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps => _steps ??= Look();

    /// <summary>Whether all that was asked for is there already.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The steps as the commands they equal.</summary>
    public IEnumerable<string> Commands
    {
        get
        {
            // Each change of the firewall is described as if it were the first: what one makes is there for the next.
            var made = new HashSet<string>();
            return [.. Steps.Select(step => step is ChangeFirewall ? string.Join('\n', step.Command.Split('\n').Where(made.Add)) : step.Command).Where(command => command.Length > 0)];
        }
    }

    /// <summary>Carries out all steps, or none: one that fails undoes those before it.</summary>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends a wait; what is half done is undone.</param>
    /// <exception cref="PlanException">A step failed.</exception>
    public void Run(Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using PlanSession session = _host.NewSession(cancellation);
        Run(session, starting, static () => { });
    }

    /// <summary>Runs the plan and then, where the state is locked still under the lock, reads what came of it.</summary>
    private protected void Run(PlanSession session, Action<string>? starting, Action read)
    {
        if (_build is null)
        {
            Begin(Steps);
            new PlanRunner(session, Steps, starting).Run();
            Finished?.Invoke();
            read();
            return;
        }
        PlanRunner.RequireCapabilities(needsSysAdmin: true);
        using StateLock.Holder held = _host.State.Lock.Take();
        Journal.Recover(_host);
        _steps = InOrder(_build(session));
        new PlanRunner(session, _steps, starting).Run();
        Finished?.Invoke();
        read();
    }

    // A plan of nothing needs no rights, and leaves what others left to the next that does something.
    private void Begin(IReadOnlyList<Step> steps)
    {
        if (steps.Count == 0) return;
        PlanRunner.RequireCapabilities(steps.Any(step => step.NeedsSysAdmin));
        Journal.Recover(_host);
    }

    private IReadOnlyList<Step> Look()
    {
        using PlanSession session = _host.NewSession();
        return InOrder(_build!(session));
    }

    private static IReadOnlyList<Step> InOrder(IReadOnlyList<Step> steps)
    {
        bool pastReturn = false;
        foreach (Step step in steps)
        {
            if (pastReturn && step.Inverse is not null) throw new InvalidOperationException($"'{step.Command}' can be undone, so it has to come before what cannot.");
            pastReturn |= step.Inverse is null;
        }
        return steps;
    }
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

    internal Plan(NetHost host, string summary, Func<PlanSession, IReadOnlyList<Step>> build, Func<PlanSession, T> read) : base(host, summary, build)
    {
        _host = host;
        _read = read;
    }

    /// <summary>Carries out all steps, or none, and reads the object back.</summary>
    /// <inheritdoc cref="Plan.Run(Action{string}, CancellationToken)"/>
    public new T Run(Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using PlanSession session = _host.NewSession(cancellation);
        T result = default!;
        Run(session, starting, () => result = _read(session));
        return result;
    }
}
