using Microsoft.AspNetCore.Components;

namespace CinemaCx.Console.Parts;

/// <summary>
/// A component that is drawn once, when everything it shows was read. Others are drawn for the first time while they still wait for the database, with nothing
/// in their hands: a page that is sent as a whole has no use for that.
/// </summary>
public abstract class WholeComponent : ComponentBase
{
    private bool _isBegun;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        // Not to be read any more once something was waited for.
        parameters.SetParameterProperties(this);
        if (!_isBegun)
        {
            _isBegun = true;
            OnInitialized();
            await OnInitializedAsync();
        }

        OnParametersSet();
        await OnParametersSetAsync();
        StateHasChanged();
    }
}
