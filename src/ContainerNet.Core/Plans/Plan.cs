using System.Diagnostics;
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
    private readonly Func<PlanSession, IReadOnlyList<Step>> _build;
    private IReadOnlyList<Step>? _steps;

    /// <summary>A plan. Its steps are worked out when it is looked at, and anew when it is run: what is there may have changed meanwhile.</summary>
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

    /// <summary>Whether it depends on what the host keeps, which stays locked then while it is made and run. The kernel guards itself what is its own.</summary>
    internal bool LocksState { get; init; } = true;

    /// <summary>
    /// Whether it may be run as if nothing were in its way, as the kernel refuses what is there already: only then is that looked
    /// for, and the plan worked out again. To undo its steps must do no harm to what is there.
    /// </summary>
    internal bool TriesFirst { get; init; }

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
        if (LocksState) PlanRunner.RequireCapabilities(needsSysAdmin: true);
        using StateLock.Holder? held = LocksState ? _host.State.Lock.Take() : null;
        // What a killed process left may be in the way, so it is mended before the steps are worked out.
        Journal.Recover(_host);
        session.TriesFirst = TriesFirst;
        try
        {
            BuildAndRun(session, starting);
        }
        catch (PlanException e) when (TriesFirst && e.Kind == ErrorKind.AlreadyExists && e.NotUndone.Count == 0)
        {
            session.TriesFirst = false;
            BuildAndRun(session, starting);
        }
        Finished?.Invoke();
        read();
    }

    private void BuildAndRun(PlanSession session, Action<string>? starting)
    {
        _steps = Build(session);
        // A plan of nothing needs no rights.
        if (!LocksState && _steps.Count > 0) PlanRunner.RequireCapabilities(_steps.Any(step => step.NeedsSysAdmin));
        new PlanRunner(session, _steps, starting).Run();
    }

    private IReadOnlyList<Step> Look()
    {
        using PlanSession session = _host.NewSession();
        return Build(session);
    }

    private IReadOnlyList<Step> Build(PlanSession session)
    {
        IReadOnlyList<Step> steps = _build(session);
        CheckOrder(steps);
        return steps;
    }

    [Conditional("DEBUG")]
    private static void CheckOrder(IReadOnlyList<Step> steps)
    {
        bool pastReturn = false;
        foreach (Step step in steps)
        {
            if (pastReturn && step.Inverse is not null) throw new InvalidOperationException($"'{step.Command}' can be undone, so it has to come before what cannot.");
            pastReturn |= step.Inverse is null;
        }
    }
}

/// <summary>A plan that makes, or finds, an object.</summary>
public sealed class Plan<T> : Plan
{
    private readonly NetHost _host;
    private readonly Func<PlanSession, T> _read;

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
