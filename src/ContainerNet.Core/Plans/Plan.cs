using System.Diagnostics;
using ContainerNet.State;

namespace ContainerNet.Plans;

/// <summary>
/// What an operation will do: steps in their order. It changes nothing before it is run; its <see cref="Commands"/> are
/// what -WhatIf shows.
/// </summary>
public class Plan : IPlan
{
    private readonly HostContext _host;
    private readonly Func<PlanSession, Planned> _build;

    /// <summary>A plan. Its steps are computed when it is examined, and again when it runs, because the state may have changed meanwhile.</summary>
    internal Plan(HostContext host, string summary, Func<PlanSession, IReadOnlyList<Step>> build) : this(host, summary, session => new Planned(build(session)))
    {
    }

    /// <summary>A plan of steps that something follows from.</summary>
    internal Plan(HostContext host, string summary, Func<PlanSession, Planned> build)
    {
        _host = host;
        _build = build;
        Summary = summary;
    }

    /// <summary>What it does, in one line.</summary>
    public string Summary { get; }

    /// <summary>Whether it depends on what the host keeps, which stays locked then while it is made and run. The kernel guards itself what is its own.</summary>
    internal bool LocksState { get; init; } = true;

    /// <summary>
    /// Whether it may be run as if nothing were in its way, as the kernel refuses what is there already: only then is that looked
    /// for, and the plan computed again. To undo its steps must do no harm to what is there.
    /// </summary>
    internal bool TriesFirst { get; init; }

    /// <summary>What was computed last; null before the first look.</summary>
    private protected Planned? Latest { get; private set; }

    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps => (Latest ??= Look()).Steps;

    /// <summary>Whether everything requested exists already.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The steps as the commands they equal.</summary>
    public IEnumerable<string> Commands => CommandsOf(Steps);

    /// <summary>The commands of steps that are carried out one after the other.</summary>
    internal static IReadOnlyList<string> CommandsOf(IEnumerable<Step> steps)
    {
        var made = new HashSet<string>();
        return [.. steps.Select(step => step is IRepeatingStep ? string.Join('\n', step.Command.Split('\n').Where(made.Add)) : step.Command).Where(command => command.Length > 0)];
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
        using StateLock.Holder? held = LocksState ? _host.Lock.Take(session.Cancellation) : null;
        // Leftovers of a killed process may be in the way, so they are undone before the steps are computed.
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
        Latest!.Finished?.Invoke();
        read();
    }

    private void BuildAndRun(PlanSession session, Action<string>? starting)
    {
        Latest = Build(session);
        IReadOnlyList<Step> steps = Latest.Steps;
        // A plan of nothing needs no rights.
        if (!LocksState && steps.Count > 0) PlanRunner.RequireCapabilities(steps.Any(step => step.NeedsSysAdmin));
        new PlanRunner(session, steps, starting).Run();
    }

    private Planned Look()
    {
        using PlanSession session = _host.NewSession();
        return Build(session);
    }

    private Planned Build(PlanSession session)
    {
        Planned planned = _build(session);
        CheckOrder(planned.Steps);
        return planned;
    }

    [Conditional("DEBUG")]
    private static void CheckOrder(IReadOnlyList<Step> steps)
    {
        bool pastReturn = false;
        foreach (Step step in steps)
        {
            if (pastReturn && step.Inverse is not null) throw new InvalidOperationException($"'{step.Command}' can be undone, so it must come before the steps that cannot.");
            pastReturn |= step.Inverse is null;
        }
    }
}

/// <summary>A plan that makes, or finds, an object.</summary>
public sealed class Plan<T> : Plan
{
    private readonly HostContext _host;

    internal Plan(HostContext host, string summary, Func<PlanSession, IReadOnlyList<Step>> build, Func<PlanSession, T> read) : this(host, summary, session => new Planned<T>(build(session), read))
    {
    }

    /// <summary>A plan whose object is read by what was found while its steps were computed.</summary>
    internal Plan(HostContext host, string summary, Func<PlanSession, Planned<T>> build) : base(host, summary, build) => _host = host;

    /// <summary>Carries out all steps, or none, and reads the object back.</summary>
    /// <inheritdoc cref="Plan.Run(Action{string}, CancellationToken)"/>
    public new T Run(Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using PlanSession session = _host.NewSession(cancellation);
        T result = default!;
        Run(session, starting, () => result = ((Planned<T>)Latest!).Read(session));
        return result;
    }
}
