using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that run programs elsewhere as PowerShell runs native commands: with input, output, errors and an exit code.</summary>
public abstract class ProgramCommand : NetCommand
{
    private readonly List<(IRunningProgram Program, ProgramOutput Output)> _fed = [];
    private ProgramInput? _input;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isCaptured">Whether its output is written as objects.</param>
    private protected void RunToEnd(IRunningProgram program, string name, bool isCaptured)
    {
        using (program) Finish(program, new ProgramOutput(this, name), isCaptured);
    }

    /// <summary>Keeps a program, which reads the objects from the pipeline.</summary>
    private protected void Keep(IRunningProgram program, string name)
    {
        _input ??= new ProgramInput(this);
        _fed.Add((program, new ProgramOutput(this, name)));
    }

    /// <summary>Gives an object of the pipeline to the programs that were kept.</summary>
    private protected void Feed(object? item)
    {
        if (_input is not null) Feed(_input.Of(item));
    }

    /// <summary>Ends the input of the programs that were kept, and runs them to their ends.</summary>
    private protected void FinishFed()
    {
        if (_input is not null) Feed(_input.End());
        foreach ((IRunningProgram program, ProgramOutput output) in _fed) Attempt(() => Finish(program, output, isCaptured: true));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((IRunningProgram program, _) in _fed) program.Dispose();
            _input?.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Feed(ReadOnlyMemory<byte> bytes)
    {
        foreach ((IRunningProgram program, ProgramOutput output) in _fed) Attempt(() => output.Write(program.Write(bytes, Cancellation)));
    }

    private void Finish(IRunningProgram program, ProgramOutput output, bool isCaptured)
    {
        if (isCaptured) output.Write(program.ReadLines(Cancellation));
        output.End(program.WaitForExit(Cancellation), program.ProcessId);
    }
}
