namespace ContainerNet.Benchmarks;

/// <summary>What run.sh was asked for.</summary>
/// <param name="Quick">Whether fewer rounds will do.</param>
/// <param name="Only">The rows to run; all when empty.</param>
/// <param name="Output">The directory for the results.</param>
internal sealed record Options(bool Quick, IReadOnlyList<string> Only, string Output)
{
    public const string Usage = "usage: sudo ./benchmarks/run.sh [--quick] [--only ROW…] [--output DIRECTORY]";

    /// <summary>Null where the arguments are none of these.</summary>
    public static Options? Parse(IReadOnlyList<string> arguments, string output)
    {
        var options = new Options(false, [], output);
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--output" when i + 1 < arguments.Count:
                    options = options with { Output = arguments[++i] };
                    break;
                case "--only":
                    string[] rows = [.. arguments.Skip(i + 1).TakeWhile(argument => !argument.StartsWith('-'))];
                    if (rows.Length == 0) return null;
                    options = options with { Only = [.. options.Only, .. rows] };
                    i += rows.Length;
                    break;
                default:
                    return null;
            }
        }
        return options;
    }
}
