using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// The text typed after a cmdlet that takes a program and its arguments. PowerShell binds a word with a dash wherever it stands,
/// also by a part of a parameter's name, so <c>web sh -c ls</c> would be read as <c>web sh -Command ls</c>. The line as it was
/// typed says where the command begins: what stands before is the cmdlet's, and all that follows is the command's.
/// </summary>
internal sealed class CommandLine
{
    // The marker that ends the parameters; the parser itself takes all that follows it for arguments.
    private const string EndOfParameters = "-";

    // The names that other tools use.
    private static readonly Dictionary<string, string> _others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["port"] = "Publish", ["ports"] = "Publish", ["mount"] = "Volume", ["rootfs"] = "RootFileSystem", ["tty"] = "Interactive", ["it"] = "Interactive",
        ["workdir"] = "WorkingDirectory", ["d"] = "Detach", ["i"] = "Interactive", ["t"] = "Interactive", ["u"] = "User", ["w"] = "WorkingDirectory", ["h"] = "HostName", ["m"] = "Memory", ["n"] = "Name",
    };

    private readonly HashSet<string> _common;
    private readonly PSCmdlet _cmdlet;
    private readonly Dictionary<string, ParameterMetadata> _parameters;
    private readonly string _positional;
    private readonly HashSet<string> _insteadOf;
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);
    private CommandElementAst? _first;

    private CommandLine(PSCmdlet cmdlet, string positional, string[] insteadOf)
    {
        _cmdlet = cmdlet;
        _common = new HashSet<string>(Cmdlet.CommonParameters.Concat(Cmdlet.OptionalCommonParameters).Where(cmdlet.MyInvocation.MyCommand.Parameters.ContainsKey), StringComparer.OrdinalIgnoreCase);
        _parameters = cmdlet.MyInvocation.MyCommand.Parameters;
        _positional = positional;
        _insteadOf = [.. insteadOf, positional];
    }

    /// <summary>Checks what stands before the command, and gives back to the command what PowerShell took of it.</summary>
    /// <param name="cmdlet">The cmdlet, with parameters -Command and -ArgumentList.</param>
    /// <param name="positional">The parameter whose value stands before the command.</param>
    /// <param name="insteadOf">Parameters one of which can be given in its place.</param>
    /// <exception cref="ContainerNetException">UnknownParameter: a word before the command is not a parameter. CommandMisread: PowerShell took a word of the command, and the typed text does not show the command.</exception>
    public static void Apply(PSCmdlet cmdlet, string positional, params string[] insteadOf)
    {
        // Called by an API there is no line, and nothing to be mistaken.
        if (cmdlet.MyInvocation.Statement is not { Length: > 0 } text || !text.Contains('-', StringComparison.Ordinal)) return;
        CommandAst? line = Parser.ParseInput(text, out _, out _).Find(ast => ast is CommandAst, searchNestedScriptBlocks: false) as CommandAst;
        if (line is not null) new CommandLine(cmdlet, positional, insteadOf).Read([.. line.CommandElements.Skip(1)]);
    }

    private void Read(CommandElementAst[] words)
    {
        int command = FindCommand(words);
        if (command < 0) return;
        CommandElementAst[] tail = [.. WithoutCommon(words[command..])];
        string[] taken = [.. tail.TakeWhile(word => !IsEnd(word)).OfType<CommandParameterAst>().Select(word => Resolve(word)?.Name).OfType<string>().Distinct()];
        if (taken.Length > 0 || tail.Any(IsEnd)) GiveBack(tail, taken);
    }

    // Written out, PowerShell's own parameters are the cmdlet's wherever they stand: it has obeyed them by now.
    private IEnumerable<CommandElementAst> WithoutCommon(CommandElementAst[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (IsEnd(words[i]))
            {
                foreach (CommandElementAst rest in words[i..]) yield return rest;
                yield break;
            }
            if (words[i] is not CommandParameterAst word || !_common.Contains(word.ParameterName)) yield return words[i];
            else if (word.Argument is null && !_parameters[word.ParameterName].SwitchParameter) i++;
        }
    }

    private static bool IsEnd(CommandElementAst word) => word is CommandParameterAst { ParameterName: EndOfParameters };

    // Where the command begins; -1 when a parameter names it, when it follows the end of parameters, or when it is unknown.
    private int FindCommand(CommandElementAst[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case CommandParameterAst { ParameterName: EndOfParameters }:
                    return -1;
                case CommandParameterAst word:
                    ParameterMetadata parameter = Resolve(word) is { } found && !IsHidden(found) ? found : throw Unknown(word);
                    _given.Add(parameter.Name);
                    if (!parameter.SwitchParameter && word.Argument is null) i++;
                    break;
                case VariableExpressionAst { Splatted: true } splatted:
                    if (_cmdlet.GetVariableValue(splatted.VariablePath.UserPath) is not IDictionary table) return -1;
                    _given.UnionWith(table.Keys.Cast<object>().Select(key => _parameters.GetValueOrDefault($"{key}")?.Name ?? $"{key}"));
                    break;
                case var word when !_given.Overlaps(_insteadOf) && _first is null && _cmdlet.ParameterSetName != "InputObject":
                    _first = word;
                    break;
                default:
                    return _given.Contains("Command") ? -1 : i;
            }
        }
        return -1;
    }

    private void GiveBack(CommandElementAst[] tail, string[] taken)
    {
        var values = new List<string>();
        foreach (CommandElementAst word in tail) values.Add(TextOf(word) ?? throw Misread(tail, word));
        if (taken.FirstOrDefault(_common.Contains) is { } common) throw Misread(tail, tail.OfType<CommandParameterAst>().First(word => Resolve(word)?.Name == common));
        var unbound = (PSCmdlet)Activator.CreateInstance(_cmdlet.GetType())!;
        using (unbound as IDisposable)
        {
            foreach (string name in taken.Where(name => !_given.Contains(name))) Set(name, _cmdlet.GetType().GetProperty(name)?.GetValue(unbound));
        }
        if (_first is not null) Set(_positional, TextOf(_first) ?? throw Misread(tail, _first));
        Set("Command", values[0]);
        Set("ArgumentList", values[1..].ToArray());
    }

    private void Set(string name, object? value)
    {
        if (_cmdlet.GetType().GetProperty(name) is { } property) property.SetValue(_cmdlet, LanguagePrimitives.ConvertTo(value, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));
    }

    // What PowerShell makes of a word; null where that takes more than reading variables, since nothing may run twice.
    private string? TextOf(CommandElementAst word) => word switch
    {
        CommandParameterAst { Argument: null } parameter => parameter.Extent.Text,
        CommandParameterAst parameter => TextOf(parameter.Argument) is { } value ? $"-{parameter.ParameterName}:{value}" : null,
        StringConstantExpressionAst text => text.Value,
        ConstantExpressionAst number => number.Extent.Text,
        ExpandableStringExpressionAst text when text.NestedExpressions.All(inner => inner is VariableExpressionAst) => _cmdlet.InvokeCommand.ExpandString(text.Value),
        VariableExpressionAst { Splatted: false } variable => _cmdlet.InvokeCommand.ExpandString(variable.Extent.Text),
        _ => null,
    };

    // As PowerShell resolves it: by the whole name or alias, else by the beginning of one, and the cmdlet's own before common ones.
    private ParameterMetadata? Resolve(CommandParameterAst word)
    {
        string name = word.ParameterName;
        bool Is(string other) => other.Equals(name, StringComparison.OrdinalIgnoreCase);
        bool Begins(string other) => other.StartsWith(name, StringComparison.OrdinalIgnoreCase);
        if (_parameters.Values.FirstOrDefault(parameter => Is(parameter.Name) || parameter.Aliases.Any(Is)) is { } exact) return exact;
        ParameterMetadata[] found = [.. _parameters.Values.Where(parameter => Begins(parameter.Name) || parameter.Aliases.Any(Begins))];
        return found.Length == 1 ? found[0] : found.FirstOrDefault(parameter => !_common.Contains(parameter.Name));
    }

    private static bool IsHidden(ParameterMetadata parameter) => parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    private ContainerNetException Unknown(CommandParameterAst word)
    {
        string suggestion = Nearest(word.ParameterName) is { } near ? $" Did you mean -{near}?" : "";
        return Errors.UnknownParameter(word.Extent.Text, suggestion, _cmdlet.MyInvocation.MyCommand.Name);
    }

    private string? Nearest(string name)
    {
        if (_others.TryGetValue(name, out string? known) && _parameters.ContainsKey(known)) return known;
        string[] names = [.. _parameters.Values.Where(parameter => !IsHidden(parameter)).Select(parameter => parameter.Name)];
        string? nearest = names.MinBy(candidate => Distance(name, candidate));
        return nearest is not null && Distance(name, nearest) <= Math.Max(1, name.Length / 3) ? nearest : null;
    }

    private ContainerNetException Misread(CommandElementAst[] tail, CommandElementAst word)
        => Errors.CommandMisread(tail[0].Extent.Text, word.Extent.Text, _cmdlet.MyInvocation.MyCommand.Name);

    // How many letters have to be changed, added or left out (Levenshtein).
    private static int Distance(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int corner = row[0]++;
            for (int j = 1; j <= second.Length; j++)
            {
                int change = corner + (char.ToLowerInvariant(first[i - 1]) == char.ToLowerInvariant(second[j - 1]) ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
