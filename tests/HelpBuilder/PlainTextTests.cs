using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("one\ntwo", "one two")]
    [InlineData("one  \ntwo", "one\ntwo")]
    [InlineData("`-Name` *takes* **<name>** &amp; [this](https://a.example/)", "-Name takes <name> & this (https://a.example/)")]
    [InlineData("see <https://a.example/>", "see https://a.example/")]
    [InlineData("- a\n- b\n  - c", "- a\n- b\n  - c")]
    [InlineData("- a\n\n- b", "- a\n\n- b")]
    [InlineData("3. a\n4. b", "3. a\n4. b")]
    [InlineData("> note\n\ntext", "  note\n\ntext")]
    [InlineData("text\n\n```powershell\nif {\n    a\n}\n```", "text\n\n    if {\n        a\n    }")]
    [InlineData("| a | bc |\n| - | - |\n| def | g |", "a    bc\n---  --\ndef  g")]
    [InlineData("<!-- nothing -->\ntext", "text")]
    [InlineData("# One\nfirst\n## Two\nsecond", "One\nfirst\n\nTwo\nsecond")]
    public void Markdown_becomes_plain_text(string markdown, string text)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, markdown);
        Section section = Section.Read(file);
        File.Delete(file);
        Assert.Equal(text, PlainText.Of(section));
    }

    [Fact]
    public void A_topic_has_its_synopsis_on_the_fifth_line_and_wraps_at_80()
    {
        using PageDirectory pages = new();
        Assert.Equal(
            """
            TOPIC
                about_Samples

            SHORT DESCRIPTION
                How samples are taken.

            LONG DESCRIPTION
                Samples are taken with care, one at a time, and every one of them is put
                back where it was found afterwards.

                - an item that is so long that its words have to go on the next line, under
                  the first of them

                Details
                A paragraph.

                    Get-Sample

            """,
            pages.Output("about_Samples.help.txt"));
    }
}
