using System.Xml.Linq;

namespace ContainerNet.HelpBuilder.Tests;

public sealed class MamlTests : IDisposable
{
    private readonly PageDirectory _pages = new();

    [Fact]
    public void Syntax_has_a_line_a_set_with_the_default_first() => Assert.Equal(
        ["Name State AddressFamily Namespace", "IPAddress State AddressFamily Namespace"],
        _pages.Command("Get-Sample").Descendants().Where(e => e.Name.LocalName == "syntaxItem").Select(ParameterNames));

    [Fact]
    public void Syntax_goes_by_position_then_mandatory_then_declaration() => Assert.Equal(
        "InputObject NewName Options MtuSize PassThru Namespace WhatIf Confirm",
        ParameterNames(_pages.Command("Set-Sample").Descendants().Single(e => e.Name.LocalName == "syntaxItem")));

    [Theory]
    [InlineData("Get-Sample", "Name", "false", "0", "True", "False", "none", "string[]", "Every sample")]
    [InlineData("Get-Sample", "IPAddress", "true", "named", "False", "False", "none", "ipaddress", "None")]
    [InlineData("Get-Sample", "Namespace", "false", "named", "True", "True (ByPropertyName)", "Netns, ns", "string[]", "None")]
    [InlineData("Get-Sample", "State", "false", "named", "False", "False", "none", "SampleState", "None")]
    [InlineData("Set-Sample", "InputObject", "true", "0", "False", "True (ByValue)", "none", "Sample[]", "None")]
    [InlineData("Set-Sample", "MtuSize", "false", "named", "False", "False", "none", "uint", "None")]
    [InlineData("Set-Sample", "Options", "true", "named", "False", "False", "none", "Dictionary[string,int]", "None")]
    [InlineData("Set-Sample", "PassThru", "false", "named", "False", "False", "none", "SwitchParameter", "False")]
    [InlineData("Set-Sample", "WhatIf", "false", "named", "False", "False", "wi", "SwitchParameter", "False")]
    public void A_parameter_is_told_as_it_is_declared(
        string cmdlet, string name, string required, string position, string wildcards, string pipeline, string aliases, string type, string initial)
    {
        XElement parameter = Detail(cmdlet, name);
        Assert.Equal(
            [required, position, wildcards.ToLowerInvariant(), pipeline, aliases, type, initial],
            [.. new[] { "required", "position", "globbing", "pipelineInput", "aliases" }.Select(a => parameter.Attribute(a)!.Value),
                Text(parameter, "parameterValue"), Text(parameter, "defaultValue")]);
    }

    [Theory]
    [InlineData("State", "The state.\n\nAccepted values: Down, Up")]
    [InlineData("AddressFamily", "The families.\n\nAccepted values: IPv4, IPv6")]
    [InlineData("Namespace", "The namespaces, of which there may be:\n\n1. one\n2. many")]
    public void A_description_ends_with_the_accepted_values(string parameter, string text) =>
        Assert.Equal(text, Text(Detail("Get-Sample", parameter), "para"));

    [Theory]
    [InlineData("Get-Sample", "inputType", "System.Management.Automation.PSObject", "Anything with a Namespace.")]
    [InlineData("Get-Sample", "returnValue", "Sample", "A sample each.")]
    [InlineData("Set-Sample", "inputType", "ContainerNet.HelpBuilder.Tests.Samples.Sample", "")]
    [InlineData("Set-Sample", "returnValue", "None", "")]
    public void Inputs_and_outputs_come_from_the_page_or_the_assembly(string cmdlet, string element, string name, string text)
    {
        XElement type = _pages.Command(cmdlet).Descendants().Single(e => e.Name.LocalName == element);
        Assert.Equal((name, text), (Text(type, "name"), Text(type, "para")));
    }

    [Fact]
    public void An_example_keeps_what_comes_before_its_code_and_after()
    {
        XElement example = _pages.Command("Get-Sample").Descendants().First(e => e.Name.LocalName == "example");
        Assert.Equal("---------- Example 1: All of them ----------", Text(example, "title"));
        Assert.Equal("This comes before the code.\n\n", Text(example, "introduction"));
        Assert.Equal("Get-Sample |\n    Where-Object Name -Like 'eth*'\n\nName\n----\neth0", Text(example, "code"));
        Assert.Equal("This comes after it.", Text(example, "remarks"));
    }

    [Fact]
    public void Links_start_with_the_online_page() => Assert.Equal(
        ["Online Version:https://example.com/Get-Sample", "Set-Sample", "The kernelhttps://example.com/kernel"],
        _pages.Command("Get-Sample").Descendants().Where(e => e.Name.LocalName == "navigationLink").Select(e => e.Value));

    private XElement Detail(string cmdlet, string parameter) =>
        _pages.Command(cmdlet).Elements().Single(e => e.Name.LocalName == "parameters").Elements()
            .Single(p => Text(p, "name") == parameter);

    private static string ParameterNames(XElement syntaxItem) => string.Join(
        ' ', syntaxItem.Elements().Where(e => e.Name.LocalName == "parameter").Select(p => Text(p, "name")));

    private static string Text(XElement element, string name) =>
        element.Descendants().First(e => e.Name.LocalName == name).Value;

    public void Dispose() => _pages.Dispose();
}
