using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// The base of cmdlets that take a program and its arguments. A program's options of one letter would be ambiguous, or would
/// want a value, as beginnings of parameters' names, and the cmdlet would not be run at all. So each letter is a hidden switch;
/// <see cref="CommandLine"/> gives it back to the program. Letters that are aliases of parameters are not among them.
/// </summary>
public abstract class CommandLineCommand : ProgramCommand
{
    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter A { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter B { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter C { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter D { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter F { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter G { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter H { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter I { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter J { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter K { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter L { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter M { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter N { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter O { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter Q { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter R { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter S { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter T { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter U { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter W { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter X { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter Y { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter Z { get; set; }
}
