using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace ContainerNet.PowerShell.Commands;

/// <summary>What a program writes and how it ends, as a session gets it of a native command.</summary>
/// <param name="cmdlet">The cmdlet that writes it.</param>
/// <param name="program">The program's name.</param>
internal sealed class ProgramOutput(PSCmdlet cmdlet, string program)
{
    private const string ErrorId = "ProgramExitedWithNonZeroCode";

    private bool _hasErrors;

    /// <summary>Writes a line: output as text, errors as error records.</summary>
    public void Write(bool isError, string text)
    {
        if (!isError)
        {
            cmdlet.WriteObject(text);
            return;
        }
        // The engine's own two kinds: views show both by their text alone, and the first one begins a block.
        (string id, object? target) = _hasErrors ? ("NativeCommandErrorMessage", null) : ("NativeCommandError", (object?)text);
        _hasErrors = true;
        var record = new ErrorRecord(new RemoteException(text), id, ErrorCategory.NotSpecified, target);
        // The engine keeps no such lines in variables, as native commands have no -ErrorVariable.
        if (cmdlet.MyInvocation.BoundParameters.TryGetValue("ErrorVariable", out object? name)) (cmdlet.GetVariableValue($"{name}".TrimStart('+')) as IList)?.Add(record);
        EngineStreams.WriteLine(cmdlet, record);
    }

    /// <summary>Writes lines as they come.</summary>
    public void Write(IEnumerable<(bool IsError, string Text)> lines)
    {
        foreach ((bool isError, string text) in lines) Write(isError, text);
    }

    /// <summary>Sets <c>$LASTEXITCODE</c>. An exit code other than 0 sets <c>$?</c> to false, and is an error where <c>$PSNativeCommandUseErrorActionPreference</c> says so.</summary>
    /// <param name="exitCode">The exit code; null when it is unknown.</param>
    /// <param name="processId">The program's process id, 0 where it has none here.</param>
    public void End(int? exitCode, int processId = 0)
    {
        cmdlet.SessionState.PSVariable.Set("global:LASTEXITCODE", exitCode);
        if (exitCode is not { } code || code == 0) return;
        var error = new ErrorRecord(Exception(code, processId), ErrorId, ErrorCategory.NotSpecified, program);
        if (LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("PSNativeCommandUseErrorActionPreference"))) EngineStreams.Write(cmdlet, error);
        else EngineStreams.Fail(cmdlet, error);
    }

    // The engine's own exception, which scripts catch by its type. It has no public constructor.
    private Exception Exception(int exitCode, int processId)
    {
        string message = string.Create(CultureInfo.InvariantCulture, $"Program \"{program}\" ended with non-zero exit code: {exitCode} (0x{exitCode:X2}).");
        ConstructorInfo? constructor = typeof(NativeCommandExitException).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [typeof(string), typeof(int), typeof(int), typeof(string), typeof(string)]);
        return (Exception?)constructor?.Invoke([program, exitCode, processId, message, ErrorId]) ?? new RuntimeException(message);
    }
}
