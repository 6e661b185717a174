using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ContainerNet.Containers.Records;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Model;

/// <summary>What the objects that users meet look like as text: in a CSV file, in a message, in CliXml, in JSON.</summary>
public sealed partial class ReadableTests
{
    [Fact]
    public void Lists_and_dictionaries_read_as_their_items()
    {
        Assert.Equal("a, b", $"{Readable.List(["a", "b"])}");
        Assert.Equal("", $"{Readable.List<string>([])}");
        Assert.Equal("a=1, b=2", $"{Readable.Pairs(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 })}");
    }

    [Fact]
    public void No_list_of_an_object_reads_as_its_type()
        => Assert.Equal("web, www", $"{new NetAdapter(NamespaceReference.Host) { Name = "eth0", InterfaceIndex = 1, AlternativeNames = ["web", "www"] }.AlternativeNames}");

    [Fact]
    public void Each_object_has_a_text_of_its_own()
        => Assert.Empty(Output().Where(type => !type.IsAbstract && !type.IsEnum && type.GetMethod("ToString", Type.EmptyTypes)!.DeclaringType == typeof(object)).Select(type => type.Name));

    // A record has public methods that only the compiler calls: <Clone>$, Deconstruct.
    [Fact]
    public void No_object_shows_the_insides_of_a_record()
        => Assert.Empty(Output().SelectMany(type => type.GetMethods().Where(method => method.Name is "<Clone>$" or "Deconstruct" || method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.IsSpecialName).Select(method => $"{type.Name}.{method.Name}")));

    // ConvertTo-Json writes the insides of an object: an IPAddress becomes its scope, its bytes and an error, a TimeSpan its ticks, days, hours
    // and their totals.
    [Fact]
    public void Every_property_of_an_object_is_in_JSON_what_a_person_would_write()
        => Assert.Empty(Properties().Where(property => Parts(property.PropertyType).Any(part => !IsPlainInJson(part))).Select(NameOf));

    // ConvertTo-Json writes an enumeration as its number, unless its type is long.
    [Fact]
    public void Every_state_of_an_object_is_a_word_in_JSON()
        => Assert.Empty(Properties().Where(property => Parts(property.PropertyType).Any(part => part.IsEnum && Enum.GetUnderlyingType(part) != typeof(long))).Select(NameOf));

    [Fact]
    public void The_options_of_a_container_are_the_requested_ones()
    {
        var asked = new ContainerOptions
        {
            Image = "busybox",
            Addresses = [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")],
            MacAddress = MacAddress.Parse("02:00:00:00:00:01"),
            Publish = [PortPublication.Parse("8080:80")],
            Restart = RestartPolicy.Parse("on-failure:5"),
            Memory = 1 << 30,
            Cpu = 1.5,
            Privileged = true,
        };
        IReadOnlyDictionary<string, object> options = RequestedOptions.Of(asked);
        Assert.Equal("Image=busybox, Addresses=10.0.0.2, fd00::2, MacAddress=02:00:00:00:00:01, Publish=8080:80, Memory=1073741824, Cpu=1.5, Privileged=True, Restart=on-failure:5", $"{options}");
        Assert.Equal("busybox", options["image"]);
    }

    // What this module's own types are in JSON, their own properties say; but those that are one value are text.
    private static readonly HashSet<Type> _values = [typeof(InterfaceAddress), typeof(MacAddress), typeof(NamespaceReference)];

    private static readonly HashSet<Type> _plain = [typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(object)];

    private static bool IsPlainInJson(Type type)
        => type.Assembly == typeof(NetAdapter).Assembly ? !_values.Contains(type) : type.IsPrimitive || type.IsEnum || _plain.Contains(type);

    // The declared output types of the cmdlets, with all types of their properties.
    private static HashSet<Type> Output()
    {
        string cmdlets = Path.Combine(SourceTree.Root, "src", "ContainerNet.PowerShell");
        IEnumerable<string> names = Directory.EnumerateFiles(cmdlets, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => OutputTypeLine().Matches(File.ReadAllText(file)))
            .SelectMany(line => TypeName().Matches(line.Value)).Select(type => type.Groups["name"].Value);
        Type[] types = [.. names.Distinct().Select(name => typeof(NetAdapter).Assembly.GetType($"{nameof(ContainerNet)}.{name}")).OfType<Type>()];
        Assert.InRange(types.Length, 15, 100);
        return Met(types);
    }

    private static IEnumerable<PropertyInfo> Properties() => Output().SelectMany(type => type.GetProperties()).Where(property => property.GetMethod is { IsStatic: false });

    private static string NameOf(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { IsArray: true } => Parts(type.GetElementType()!),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts),
        _ => [type],
    };

    private static HashSet<Type> Met(params Type[] roots)
    {
        HashSet<Type> seen = [];
        var left = new Queue<Type>(roots);
        while (left.TryDequeue(out Type? type))
        {
            foreach (Type part in Parts(type))
            {
                if (part.Assembly != typeof(NetAdapter).Assembly || part.IsEnum || !seen.Add(part)) continue;
                foreach (PropertyInfo property in part.GetProperties()) left.Enqueue(property.PropertyType);
                foreach (Type derived in part.Assembly.GetTypes().Where(derived => derived.BaseType == part)) left.Enqueue(derived);
            }
        }
        return seen;
    }

    [GeneratedRegex(@"\[OutputType\([^\]]*\)\]")]
    private static partial Regex OutputTypeLine();

    [GeneratedRegex(@"typeof\((?<name>\w+)\)")]
    private static partial Regex TypeName();
}
