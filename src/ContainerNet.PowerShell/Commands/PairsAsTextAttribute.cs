using System.Collections;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Takes a hashtable where texts of the form <c>name=value</c> are wanted, alone or in an array beside texts. A value that is
/// an array is a text for each of its elements, one that is null is the name alone.
/// </summary>
/// <param name="separator">What stands between name and value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PairsAsTextAttribute(char separator) : ArgumentTransformationAttribute
{
    /// <summary>What stands between name and value.</summary>
    public char Separator => separator;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = Pairs.Unwrapped(inputData);
        if (data is IDictionary table) return Texts(table).ToArray();
        if (data is IEnumerable list and not string && list.Cast<object?>().Any(item => Pairs.Unwrapped(item) is IDictionary))
            return list.Cast<object?>().SelectMany(item => Pairs.Unwrapped(item) is IDictionary inner ? Texts(inner) : [Pairs.Text(item)]).ToArray();
        return inputData;
    }

    private IEnumerable<string> Texts(IDictionary table)
        => from pair in Pairs.Of(table)
           from value in pair.Value is IEnumerable several and not string ? several.Cast<object?>() : [pair.Value]
           select value is null ? pair.Key : $"{pair.Key}{separator}{Pairs.Text(value)}";
}

/// <summary>Takes texts of the form <c>name=value</c> where a hashtable is wanted. A name alone has an empty value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAsPairsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Pairs.Unwrapped(inputData) switch
    {
        IDictionary => inputData,
        string text => Table([text]),
        object[] { Length: > 0 } list when list.All(item => Pairs.Unwrapped(item) is string) => Table(list.Select(Pairs.Text)),
        string[] { Length: > 0 } list => Table(list),
        _ => inputData,
    };

    private static Hashtable Table(IEnumerable<string> texts)
    {
        var table = new Hashtable();
        foreach (string text in texts)
        {
            string[] parts = text.Split('=', 2);
            if (parts[0].Length == 0) throw new ArgumentTransformationMetadataException($"'{text}' has no name before the '='. Write it as NAME=value.");
            table[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }
        return table;
    }
}

/// <summary>Names and values as users give them.</summary>
internal static class Pairs
{
    /// <summary>The pairs of a table: in its own order where it has one, else in that of their names.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(IDictionary table)
    {
        IEnumerable<KeyValuePair<string, object?>> pairs = table.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create(Text(entry.Key), Unwrapped(entry.Value)));
        return table is Hashtable ? pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal) : pairs;
    }

    /// <summary>The pairs of a table as texts.</summary>
    public static Dictionary<string, string> Texts(IDictionary table) => Of(table).ToDictionary(pair => pair.Key, pair => Text(pair.Value));

    /// <summary>A value as text: <c>$true</c> is Docker's true.</summary>
    public static string Text(object? value) => Unwrapped(value) is bool flag ? (flag ? "true" : "false") : LanguagePrimitives.ConvertTo<string>(value) ?? "";

    public static object? Unwrapped(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
