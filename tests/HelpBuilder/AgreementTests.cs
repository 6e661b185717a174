namespace ContainerNet.HelpBuilder.Tests;

public sealed class AgreementTests : IDisposable
{
    private readonly PageDirectory _pages = new();

    [Fact]
    public void Pages_that_agree_with_the_cmdlets_have_no_fault() => Assert.Empty(_pages.Build());

    [Fact]
    public void A_cmdlet_without_a_page_is_a_fault()
    {
        _pages.Delete("Set-Sample.md");
        AssertFault("Set-Sample.md:1: Set-Sample has no page.");
    }

    [Fact]
    public void A_page_without_a_cmdlet_is_a_fault()
    {
        _pages.Write("Remove-Sample.md", SamplePages.GetSample.Replace("Get-Sample", "Remove-Sample", StringComparison.Ordinal));
        AssertFault("Remove-Sample.md:1: There is no cmdlet Remove-Sample.");
    }

    [Theory]
    [InlineData("### -PassThru\nWrites the fresh object.\n", "", "Set-Sample.md:17: -PassThru has no description.")]
    [InlineData("Writes the fresh object.\n", "", "Set-Sample.md:31: -PassThru has no description.")]
    [InlineData("### -PassThru", "### -Quiet\nQuiet.\n\n### -PassThru", "Set-Sample.md:31: Set-Sample has no parameter -Quiet.")]
    [InlineData("### -PassThru", "### -MtuSize\nAgain.\n\n### -PassThru", "Set-Sample.md:31: -MtuSize is described a second time.")]
    [InlineData("## SYNOPSIS\nChanges a sample.\n", "## SYNOPSIS\n", "Set-Sample.md:3: SYNOPSIS is empty.")]
    [InlineData("## DESCRIPTION\nChanges a sample.\n", "", "Set-Sample.md:1: DESCRIPTION is missing.")]
    [InlineData("### Example 1: Rename", "", "Set-Sample.md:9: There is no example.")]
    [InlineData("Get-Sample | Set-Sample -NewName eth1 -Options @{}", "", "Set-Sample.md:11: Example 1: Rename shows no code.")]
    [InlineData("## PARAMETERS", "## OUTPUTS\n\n### Sample\nOne.\n\n## PARAMETERS", "Set-Sample.md:19: Set-Sample declares no output type Sample.")]
    [InlineData("## PARAMETERS", "## EXAMPLE\n\n## PARAMETERS", "Set-Sample.md:17: There is no section EXAMPLE;")]
    [InlineData("# Set-Sample", "# Set-Samples", "Set-Sample.md:1: The page needs one top heading, \"# Set-Sample\".")]
    public void A_page_at_fault_is_named_with_its_line(string old, string replacement, string fault)
    {
        _pages.Replace("Set-Sample.md", old, replacement);
        AssertFault(fault);
    }

    [Theory]
    [InlineData("How samples are\ntaken.\n", "", "about_Samples.md:1: SHORT DESCRIPTION is missing or empty.")]
    [InlineData("# about_Samples", "# about_sample", "about_Samples.md:1: The page needs one top heading")]
    public void A_topic_at_fault_is_named_with_its_line(string old, string replacement, string fault)
    {
        _pages.Replace("about_Samples.md", old, replacement);
        AssertFault(fault);
    }

    private void AssertFault(string fault)
    {
        Assert.StartsWith(fault, Assert.Single(_pages.Build()), StringComparison.Ordinal);
        Assert.False(_pages.HasOutput);
    }

    public void Dispose() => _pages.Dispose();
}
