using System.Management.Automation;
using System.Reflection;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Writes error records as the engine writes those of native commands, and tells which stream a merged record came from. Both
/// have no public member: <c>WriteError</c> replaces a record's origin, lets each error decide over <c>$?</c>, and obeys
/// <c>$ErrorActionPreference</c>, all of which a line on a program's standard error must not. An engine without these members
/// gets <c>WriteError</c>, and records are known by their types.
/// </summary>
internal static class EngineStreams
{
    private static readonly MethodInfo? _write = typeof(Cmdlet).Assembly.GetType("System.Management.Automation.MshCommandRuntime")?.GetMethod(
        "_WriteErrorSkipAllowCheck", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ErrorRecord), typeof(ActionPreference?), typeof(bool)]);

    private static readonly PropertyInfo? _stream = typeof(PSObject).GetProperty("WriteStream", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Whether an object came by a stream of errors, warnings and so on, and is not plain output: a record that a command writes as its output is.</summary>
    public static bool IsMerged(PSObject record) => _stream?.GetValue(record)?.ToString() is null or not ("None" or "Output");

    /// <summary>Writes an error with the origin that it has. It sets <c>$?</c>, and the error preference holds.</summary>
    public static void Write(Cmdlet cmdlet, ErrorRecord error) => Invoke(cmdlet, error, preference: null, isLineOfProgram: false);

    /// <summary>Writes a line of a program's standard error: <c>$?</c> and the error preference know nothing of it.</summary>
    public static void WriteLine(Cmdlet cmdlet, ErrorRecord line) => Invoke(cmdlet, line, preference: null, isLineOfProgram: true);

    /// <summary>Has <c>$?</c> be false after the statement; nothing is written.</summary>
    public static void Fail(Cmdlet cmdlet, ErrorRecord reason)
    {
        if (_write is not null) Invoke(cmdlet, reason, ActionPreference.Ignore, isLineOfProgram: false);
    }

    private static void Invoke(Cmdlet cmdlet, ErrorRecord error, ActionPreference? preference, bool isLineOfProgram)
    {
        if (_write is null || !_write.DeclaringType!.IsInstanceOfType(cmdlet.CommandRuntime)) cmdlet.WriteError(error);
        else _write.Invoke(cmdlet.CommandRuntime, BindingFlags.DoNotWrapExceptions, binder: null, [error, preference, isLineOfProgram], culture: null);
    }
}
