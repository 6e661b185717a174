using System.Text.Json.Serialization;

namespace ContainerNet.Plans;

/// <summary>
/// One step of a plan: it can apply itself, name the step that undoes it, and print itself as the command it equals.
/// Steps are plain data, so that a journal can hold them: <see cref="StepJson"/> lists them all.
/// </summary>
public abstract record Step
{
    /// <summary>The <c>ip</c>, <c>nft</c> or shell command that the step equals; several lines where it equals several.</summary>
    [JsonIgnore]
    public abstract string Command { get; }

    /// <summary>The step that undoes this one; null for one that cannot be undone. Those stand at a plan's end.</summary>
    [JsonIgnore]
    internal abstract Step? Inverse { get; }

    /// <summary>What the step is about, for messages and error ids: Namespace, Interface, Address, …</summary>
    [JsonIgnore]
    internal abstract string Noun { get; }

    /// <summary>The stable id of an error that is this step's own; null where its noun and the error's kind say it all.</summary>
    internal virtual string? ErrorIdOf(Errno errno) => null;

    /// <summary>The interfaces that it makes.</summary>
    [JsonIgnore]
    internal virtual InterfacePlace[] Makes => [];

    /// <summary>The interface that all it does ends with; null where something of it would stay.</summary>
    [JsonIgnore]
    internal virtual InterfacePlace? Interface => null;

    /// <summary>Whether undoing it does nothing where it was never done: what it makes cannot be confused with another's object.</summary>
    [JsonIgnore]
    internal virtual bool IsHarmlessToUndo => false;

    /// <summary>The step with no more in it than it takes to undo it, which is what a journal holds of it.</summary>
    [JsonIgnore]
    internal virtual Step Journaled => this;

    /// <summary>The namespace it works in.</summary>
    [JsonIgnore]
    internal virtual NamespaceReference Scope => NamespaceReference.Host;

    /// <summary>Whether the step needs more than the right to configure the host's own network.</summary>
    [JsonIgnore]
    internal virtual bool NeedsSysAdmin => !Scope.IsHost;

    /// <summary>Carries the step out.</summary>
    internal abstract void Apply(PlanSession session);

    /// <summary>Whether a step that cannot be undone has happened; asked after a process was killed while it was at it.</summary>
    internal virtual bool HasHappened(PlanSession session) => false;

    /// <summary>Whether, when undoing, an error only says that there is nothing left to undo.</summary>
    internal virtual bool IsMoot(ContainerNetException error) => error.Kind == ErrorKind.NotFound;
}
