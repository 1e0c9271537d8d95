using Microsoft.AspNetCore.Components;

namespace CinemaCx.Console.Parts;

/// <summary>What the fields of a <see cref="PostForm"/> have in common: a name, a label, and that a refused form keeps what was typed.</summary>
public abstract class FormField : ComponentBase
{
    [CascadingParameter] public PostForm? Form { get; set; }

    /// <summary>Name in the posted form.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter] public string? Value { get; set; }

    [Parameter] public bool Required { get; set; }

    /// <summary>A sentence below the field.</summary>
    [Parameter] public string? Help { get; set; }

    [Parameter] public string? Class { get; set; }

    /// <summary>Tells apart the same field of several forms.</summary>
    protected string FieldId => Form is null ? Name : $"{Form.Name}-{Name}";

    protected string? HelpId => Help is null ? null : FieldId + "-help";

    protected string? Shown => Form?.Typed(Name) ?? Value;
}
